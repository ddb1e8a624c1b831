{% macro value_hash(expression) -%}
    {{ return(adapter.dispatch('value_hash')(expression)) }}
{%- endmacro %}

{% macro default__value_hash(expression) -%}
    hash({{ expression }})
{%- endmacro %}

{% macro spark__value_hash(expression) -%}
    xxhash64({{ expression }})
{%- endmacro %}
