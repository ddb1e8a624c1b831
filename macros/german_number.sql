{% macro german_number(number) -%}
    {#- A number, or its text, with the decimal comma of German sentences. -#}
    {%- set text = "cast(" ~ number ~ " as " ~ dbt.type_string() ~ ")" -%}
    replace({{ text }}, '.', ',')
{%- endmacro %}
