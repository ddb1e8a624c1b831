{% macro customers_for(share) -%}
    {#- How many of the largest customers it takes for a share of the total; see the yml. -#}
    count(*) filter (where larger_amount < {{ share }} * total_amount)
{%- endmacro %}
