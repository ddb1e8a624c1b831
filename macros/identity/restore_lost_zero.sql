{% macro restore_lost_zero(postal_code, country_length) -%}
    {#- A postal code of digits that is one digit short, with the zero in front that spreadsheets drop. -#}
    case
        when length({{ postal_code }}) + 1 = {{ country_length }}
            and {{ regexp_matches(postal_code, "^[0-9]+$") }}
            then '0' || {{ postal_code }}
        else {{ postal_code }}
    end
{%- endmacro %}
