{% macro customers_for(share) -%}
    {#- How many of the largest customers it takes for a share of the total; see the yml. -#}
    {%- set lacking = share ~ " * sum_totals.total_amount - rank_equals.larger_amount" -%}
    {%- set nearest = "round(cast(" ~ lacking ~ " as double) / rank_equals.revenue_amount)" -%}
    sum(greatest(least(rank_equals.equal_count, cast({{ nearest }} as bigint) + case
        when cast({{ nearest }} as bigint) * rank_equals.revenue_amount < {{ lacking }} then 1
        else 0
    end), 0))
{%- endmacro %}
