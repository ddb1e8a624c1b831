{% macro parse_birth_date(text_column) -%}
    {#- A date written 1980-05-01 (a time may follow) or 1.5.1980; null for anything else. -#}
    {%- set iso = regexp_replace_all(
        regexp_replace_all(text_column, "^ *([0-9]{1,2})\\. ?([0-9]{1,2})\\. ?([0-9]{4}) *$", "\\3-\\2-\\1"),
        "[T ].*$"
    ) -%}
    case when {{ text_column }} is not null and {{ regexp_matches(iso, "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$") }}
        then {{ try_date(iso) }}
    end
{%- endmacro %}
