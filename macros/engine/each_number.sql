{% macro each_number(first, last) -%}
    {{ return(adapter.dispatch('each_number')(first, last)) }}
{%- endmacro %}

{% macro default__each_number(first, last) -%}
    unnest(range({{ first }}, {{ last }} + 1))
{%- endmacro %}

{% macro spark__each_number(first, last) -%}
    {#- Spark counts down where last is below first, DuckDB gives no row: so does this. -#}
    explode(case when {{ first }} <= {{ last }} then sequence({{ first }}, {{ last }}) end)
{%- endmacro %}
