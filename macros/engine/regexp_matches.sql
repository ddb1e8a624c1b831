{% macro regexp_matches(expression, pattern) -%}
    {{ return(adapter.dispatch('regexp_matches')(expression, pattern)) }}
{%- endmacro %}

{% macro default__regexp_matches(expression, pattern) -%}
    regexp_matches({{ expression }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__regexp_matches(expression, pattern) -%}
    {#- Spark reads a backslash in a text as an escape. -#}
    regexp_like({{ expression }}, '{{ pattern | replace("\\", "\\\\") }}')
{%- endmacro %}
