{% macro iban_digits(iban) -%}
    {#-
        The number whose remainder by 97 proves an IBAN: account, country, check digits, letters
        counted 10 to 35; null for what has not the form of an IBAN (upper case, no spaces).
    -#}
    {%- set account = namespace(letters="substr(" ~ iban ~ ", 5)") -%}
    {%- for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" -%}
        {%- set account.letters = "replace(" ~ account.letters ~ ", '" ~ letter ~ "', '" ~ (loop.index + 9) ~ "')" -%}
    {%- endfor -%}
    case when {{ regexp_matches(iban, "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$") }} then
        {#- few accounts hold letters: only those pay for the replacements #}
        case
            when {{ regexp_matches(iban, "^..[0-9]+$") }} then substr({{ iban }}, 5)
            else {{ account.letters }}
        end
        || cast(ascii(substr({{ iban }}, 1, 1)) - 55 as {{ dbt.type_string() }})
        || cast(ascii(substr({{ iban }}, 2, 1)) - 55 as {{ dbt.type_string() }})
        || substr({{ iban }}, 3, 2)
    end
{%- endmacro %}
