{% macro add_months(date_column, months) -%}
    {#- A date so many months later, as a date on every engine; month ends are clipped. -#}
    cast({{ dbt.dateadd("month", months, date_column) }} as date)
{%- endmacro %}
