{% macro add_up_months(amounts_to, amounts_after) -%}
    {#- The 12 months up to each month of a year, as a list; see the yml. -#}
    {%- set year = namespace(sums=[]) -%}
    {%- for number in range(1, 13) -%}
        {%- set to, after = item_of(amounts_to, number), item_of(amounts_after, number) -%}
        {%- set year.sums = year.sums + [
            "cast(coalesce(" ~ to ~ " + " ~ after ~ ", " ~ to ~ ", " ~ after ~ ") as decimal(18, 2))"
        ] -%}
    {%- endfor -%}
    {{ list_of(year.sums) }}
{%- endmacro %}
