{% macro iban_digits(iban) -%}
    {#-
        The number whose remainder by 97 proves an IBAN: account, country, check digits, letters
        counted 10 to 35; null for what has not the form of an IBAN (upper case, no spaces).
    -#}
    case when {{ regexp_matches(iban, "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$") }} then
        case
            when {{ regexp_matches(iban, "^..[0-9]+$") }} then substr({{ iban }}, 5)
            else {% for place in range(5, 35) %}
                {{- letter_value("substr(" ~ iban ~ ", " ~ place ~ ", 1)") }}{{ " || " if not loop.last }}
            {%- endfor %}
        end
        || {{ letter_value("substr(" ~ iban ~ ", 1, 1)") }}
        || {{ letter_value("substr(" ~ iban ~ ", 2, 1)") }}
        || substr({{ iban }}, 3, 2)
    end
{%- endmacro %}


{% macro letter_value(letter) -%}
    {#- A letter as its number in ISO 7064 (A is 10 … Z is 35), a digit as itself. -#}
    case
        when {{ letter }} >= 'A' then cast(ascii({{ letter }}) - 55 as {{ dbt.type_string() }})
        else {{ letter }}
    end
{%- endmacro %}
