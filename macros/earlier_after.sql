{% macro earlier_after() -%}
    {#- The last day before the earlier period with which indicators compare. -#}
    {{ add_days(as_of_date(), -1 * (var("risk_recent_days") + var("risk_earlier_days"))) }}
{%- endmacro %}
