{% macro month_first_vote(numbers) -%}
    {#- 1 for a date (see date_numbers) that only month first can mean, -1 for day first, 0 for either. -#}
    case
        when {{ regexp_matches(numbers, "^[0-9]{1,2}-(1[3-9]|2[0-9]|3[01])-[0-9]+$") }} then 1
        when {{ regexp_matches(numbers, "^(1[3-9]|2[0-9]|3[01])-[0-9]{1,2}-[0-9]+$") }} then -1
        else 0
    end
{%- endmacro %}
