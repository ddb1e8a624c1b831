{% macro recent_after() -%}
    {#- The last day before the recent period that indicators look at. -#}
    {{ add_days(as_of_date(), -1 * var("risk_recent_days")) }}
{%- endmacro %}
