{% macro value_hash(expressions) -%}
    {{ return(adapter.dispatch('value_hash')(expressions | join(', '))) }}
{%- endmacro %}

{% macro default__value_hash(expressions) -%}
    hash({{ expressions }})
{%- endmacro %}

{% macro spark__value_hash(expressions) -%}
    xxhash64({{ expressions }})
{%- endmacro %}
