{% macro add_up_lists(list) -%}
    {#- Aggregate: a list with the sums of the lists' items, month by month; see the yml. -#}
    {%- set year = namespace(sums=[]) -%}
    {%- for number in range(1, 13) -%}
        {%- set year.sums = year.sums + ["cast(sum(" ~ item_of(list, number) ~ ") as decimal(18, 2))"] -%}
    {%- endfor -%}
    {{ list_of(year.sums) }}
{%- endmacro %}
