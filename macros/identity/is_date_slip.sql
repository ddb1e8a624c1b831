{% macro is_date_slip(date_a, date_b) -%}
    {#- Whether two dates differ by one digit, as 1980-05-01 and 1980-06-01. -#}
    levenshtein(
        cast({{ date_a }} as {{ dbt.type_string() }}), cast({{ date_b }} as {{ dbt.type_string() }})
    ) = 1
{%- endmacro %}
