{% macro revenue_of_top(top_count) -%}
    {#- What the customers ranked up to top_count make together; see the yml. -#}
    sum(rank_equals.revenue_amount * greatest(
        least(rank_equals.equal_count, {{ top_count }} - rank_equals.larger_count), 0
    ))
{%- endmacro %}
