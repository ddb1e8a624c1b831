{% macro value_at_max(value, order_by) -%}
    {%- set keys = [order_by] if order_by is string else order_by -%}
    {{ return(adapter.dispatch('value_at_max')(value, keys)) }}
{%- endmacro %}

{% macro default__value_at_max(value, keys) -%}
    {#- One key is compared much faster than a row of one. -#}
    arg_max({{ value }}, {{ keys[0] if keys | length == 1 else 'row(' ~ keys | join(', ') ~ ')' }})
{%- endmacro %}

{% macro spark__value_at_max(value, keys) -%}
    {#- Spark keeps a row without a value, DuckDB passes it over: so does this. -#}
    max_by({{ value }}, case when {{ value }} is not null then struct({{ keys | join(', ') }}) end)
{%- endmacro %}
