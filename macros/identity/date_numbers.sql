{% macro date_numbers(text_column) -%}
    {#-
        The three numbers of a written date with a dash between them (1.5.1980 as 1-5-1980, 19800501 as
        1980-05-01, 01051980 as 01-05-1980), a time behind them cut; '' for what cannot be a date.
    -#}
    {%- set dated = regexp_replace_all(text_column, "[T ]+[0-9]{1,2}:.*$") -%}
    {%- set split = regexp_replace_all(
        dated, "^\\s*([0-9]{2})(0[1-9]|1[0-2])((?:19|20)[0-9]{2})\\s*$", "\\1-\\2-\\3"
    ) -%}
    {%- set split = regexp_replace_all(
        split, "^\\s*(1[5-9]|20)([0-9]{2})([0-9]{2})([0-9]{2})(?:\\.0)?\\s*$", "\\1\\2-\\3-\\4"
    ) -%}
    {%- set numbers = "trim(" ~ regexp_replace_all(split, "[^0-9]+", "-") ~ ", '-')" -%}
    {%- set shape = "^([0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}-[0-9]{1,2}-([0-9]{2}){1,2})$" -%}
    case when {{ regexp_matches(numbers, shape) }} then {{ numbers }} else '' end
{%- endmacro %}
