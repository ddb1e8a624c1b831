{% macro list_of(expressions) -%}
    {{ return(adapter.dispatch('list_of')(expressions | join(', '))) }}
{%- endmacro %}

{% macro default__list_of(expressions) -%}
    [{{ expressions }}]
{%- endmacro %}

{% macro spark__list_of(expressions) -%}
    array({{ expressions }})
{%- endmacro %}
