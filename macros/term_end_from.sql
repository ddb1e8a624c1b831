{% macro term_end_from(day) -%}
    {#- The first end of a term on or after `day`, from a row's anchor_date and term_months. -#}
    {%- set passed = "cast(floor(" ~ dbt.datediff("anchor_date", day, "month")
        ~ " / cast(term_months as double)) as integer) * term_months" -%}
    case
        when {{ add_months("anchor_date", passed) }} >= {{ day }}
            then {{ add_months("anchor_date", passed) }}
        else {{ add_months("anchor_date", passed ~ " + term_months") }}
    end
{%- endmacro %}
