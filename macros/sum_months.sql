{% macro sum_months(comparison) -%}
    {#- Aggregate: twelve sums of revenue_amount as a list, for each month of a year; see the yml. -#}
    {%- set year = namespace(sums=[]) -%}
    {%- for number in range(1, 13) -%}
        {%- set year.sums = year.sums + [
            "cast(sum(revenue_amount) filter (where month_number " ~ comparison ~ " " ~ number
            ~ ") as decimal(18, 2))"
        ] -%}
    {%- endfor -%}
    {{ list_of(year.sums) }}
{%- endmacro %}
