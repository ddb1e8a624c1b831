{% macro full_months(from_date, to_date) -%}
    {#- Whole months that have passed from a date to a later one; month ends are clipped. -#}
    {%- set passed = dbt.datediff(from_date, to_date, 'month') -%}
    {{ passed }} - case when {{ add_months(from_date, passed) }} > {{ to_date }} then 1 else 0 end
{%- endmacro %}
