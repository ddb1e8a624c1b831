{% macro trailing_year_start(last_date) -%}
    {#- First day of the 12 months that end with a date: to 30 June belongs 1 July. -#}
    {{ add_months(add_days(last_date, 1), -12) }}
{%- endmacro %}
