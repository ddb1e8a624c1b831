{% macro add_days(date_column, days) -%}
    {#- A date so many days later, as a date on every engine. -#}
    cast({{ dbt.dateadd("day", days, date_column) }} as date)
{%- endmacro %}
