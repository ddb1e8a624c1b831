{% macro regexp_replace_all(expression, pattern, replacement='') -%}
    {{ return(adapter.dispatch('regexp_replace_all')(expression, pattern, replacement)) }}
{%- endmacro %}

{% macro default__regexp_replace_all(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{% macro spark__regexp_replace_all(expression, pattern, replacement) -%}
    {#- Spark reads a backslash in a text as an escape, and a group as $1. -#}
    regexp_replace(
        {{ expression }},
        '{{ pattern | replace("\\", "\\\\") }}',
        '{{ replacement | replace("\\", "$") }}'
    )
{%- endmacro %}
