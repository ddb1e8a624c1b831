{% macro two_digit_year(email_local) -%}
    {#- The year in an e-mail address (anna.mueller84, mueller1984), as 0 to 99; null if there is none. -#}
    case when {{ regexp_matches(email_local, "^[^0-9]*(19|20)?[0-9]{2}[^0-9]*$") }}
        then cast(right({{ regexp_replace_all(email_local, "[^0-9]+") }}, 2) as integer)
    end
{%- endmacro %}
