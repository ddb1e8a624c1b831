{% macro share_of_top(top_count) -%}
    {#- Share of revenue_amount that the customers ranked up to top_count make; see the yml. -#}
    cast(sum(revenue_amount) filter (where customer_rank <= {{ top_count }}) as double)
    / max(total_amount)
{%- endmacro %}
