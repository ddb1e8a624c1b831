{% macro value_at_max(value, order_by) -%}
    {%- set keys = [order_by] if order_by is string else order_by -%}
    {{ return(adapter.dispatch('value_at_max')(value, keys | join(', '))) }}
{%- endmacro %}

{% macro default__value_at_max(value, order_by) -%}
    arg_max({{ value }}, row({{ order_by }}))
{%- endmacro %}

{% macro spark__value_at_max(value, order_by) -%}
    {#- Spark keeps a row without a value, DuckDB passes it over: so does this. -#}
    max_by({{ value }}, case when {{ value }} is not null then struct({{ order_by }}) end)
{%- endmacro %}
