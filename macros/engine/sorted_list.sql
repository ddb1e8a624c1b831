{% macro sorted_list(expression, separator=', ') -%}
    {{ return(adapter.dispatch('sorted_list')(expression, separator)) }}
{%- endmacro %}

{% macro default__sorted_list(expression, separator) -%}
    string_agg(distinct {{ expression }}, '{{ separator }}' order by {{ expression }})
{%- endmacro %}

{% macro spark__sorted_list(expression, separator) -%}
    nullif(array_join(array_sort(collect_set({{ expression }})), '{{ separator }}'), '')
{%- endmacro %}
