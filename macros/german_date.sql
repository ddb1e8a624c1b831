{% macro german_date(day) -%}
    {#- A date as German sentences write it: 30.06.2026. -#}
    {%- set text = "cast(" ~ day ~ " as " ~ dbt.type_string() ~ ")" -%}
    substr({{ text }}, 9, 2) || '.' || substr({{ text }}, 6, 2) || '.' || substr({{ text }}, 1, 4)
{%- endmacro %}
