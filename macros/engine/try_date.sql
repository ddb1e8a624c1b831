{% macro try_date(expression) -%}
    {{ return(adapter.dispatch('try_date')(expression)) }}
{%- endmacro %}

{% macro default__try_date(expression) -%}
    try_cast({{ expression }} as date)
{%- endmacro %}
