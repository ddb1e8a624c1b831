{% macro month_of(date_column) -%}
    {#- The first day of a date's month. -#}
    cast({{ dbt.date_trunc("month", date_column) }} as date)
{%- endmacro %}
