{% macro sorted_texts(text, order_by) -%}
    {{ return(adapter.dispatch('sorted_texts')(text, order_by | join(', '))) }}
{%- endmacro %}

{% macro default__sorted_texts(text, order_by) -%}
    string_agg({{ text }}, ' ' order by {{ order_by }})
{%- endmacro %}

{% macro spark__sorted_texts(text, order_by) -%}
    {#- Spark sorts structs by their fields in order: the text comes last. -#}
    array_join(transform(
        sort_array(collect_list(struct({{ order_by }}, {{ text }} as text))), item -> item.text
    ), ' ')
{%- endmacro %}
