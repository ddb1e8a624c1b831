{% macro item_of(list, place) -%}
    {{ return(adapter.dispatch('item_of')(list, place)) }}
{%- endmacro %}

{% macro default__item_of(list, place) -%}
    {{ list }}[{{ place }}]
{%- endmacro %}

{% macro spark__item_of(list, place) -%}
    element_at({{ list }}, {{ place }})
{%- endmacro %}
