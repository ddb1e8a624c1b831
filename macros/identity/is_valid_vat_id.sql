{% macro is_valid_vat_id(vat_id) -%}
    {#-
        Whether upper-case letters and digits have the form of a VAT id and, for the countries named
        here, its check digits: by a weighted sum (of the digits of each product where is_digit_sum),
        by ISO 7064 mod 11,10 (Germany), or by a remainder. Elsewhere only the form counts.
    -#}
    case
        {%- for form, first_place, weights, modulus, remainder, is_digit_sum in [
            ("ATU[0-9]{8}", 4, [1, 2, 1, 2, 1, 2, 1, 1], 10, 6, true),
            ("CHE[0-9]{9}", 4, [5, 4, 3, 2, 7, 6, 5, 4, 1], 11, 0, false),
            ("DK[1-9][0-9]{7}", 3, [2, 7, 6, 5, 4, 3, 2, 1], 11, 0, false),
            ("EE[0-9]{9}", 3, [3, 7, 1, 3, 7, 1, 3, 7, 1], 10, 0, false),
            ("FI[0-9]{8}", 3, [7, 9, 10, 5, 8, 4, 2, 1], 11, 0, false),
            ("HU[0-9]{8}", 3, [9, 7, 3, 1, 9, 7, 3, 1], 10, 0, false),
            ("IT[0-9]{11}", 3, [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1], 10, 0, true),
            ("PL[0-9]{10}", 3, [6, 5, 7, 2, 3, 4, 5, 6, 7, 10], 11, 0, false),
            ("SE[0-9]{10}01", 3, [2, 1, 2, 1, 2, 1, 2, 1, 2, 1], 10, 0, true),
        ] %}
        when {{ regexp_matches(vat_id, "^" ~ form ~ "$") }}
            then ({{ weighted_sum(vat_id, first_place, weights, is_digit_sum) }})
            % {{ modulus }} = {{ remainder }}
        {%- endfor %}
        when {{ regexp_matches(vat_id, "^DE[1-9][0-9]{8}$") }} then {{ is_iso_7064(vat_id) }}
        when {{ regexp_matches(vat_id, "^BE[01][0-9]{9}$") }}
            then (cast(substr({{ vat_id }}, 3, 8) as integer) + cast(substr({{ vat_id }}, 11) as integer))
            % 97 = 0
        when {{ regexp_matches(vat_id, "^FR[0-9]{11}$") }}
            then cast(substr({{ vat_id }}, 5) || '12' as bigint) % 97
            = cast(substr({{ vat_id }}, 3, 2) as integer)
            and ({{ weighted_sum(vat_id, 5, [1, 2, 1, 2, 1, 2, 1, 2, 1], true) }}) % 10 = 0
        when {{ regexp_matches(vat_id, "^LU[0-9]{8}$") }}
            then cast(substr({{ vat_id }}, 3, 6) as integer) % 89 = cast(substr({{ vat_id }}, 9) as integer)
        else not {{ regexp_matches(vat_id, "^(AT|CH|DE|DK|EE|FI|HU|IT|LU|PL|SE)") }}
            and {{ regexp_matches(vat_id, "^[A-Z]{2}[0-9A-Z]*[0-9]{2}[0-9A-Z]*$") }}
    end
{%- endmacro %}


{% macro weighted_sum(text, first_place, weights, is_digit_sum) -%}
    {#- The digits of a text from a place on, each times its weight, or of the digits of these products. -#}
    {%- for weight in weights -%}
        {%- set place = first_place + loop.index0 -%}
        {%- set product = "cast(substr(" ~ text ~ ", " ~ place ~ ", 1) as integer) * " ~ weight -%}
        {{ "((" ~ product ~ " - 1) % 9 + 1)" if is_digit_sum else product }}{{ " + " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{% macro is_iso_7064(vat_id) -%}
    {#- Whether nine digits behind two letters end in their check digit by ISO 7064, mod 11,10. -#}
    {%- set product = namespace(sql="10") -%}
    {%- for place in range(3, 11) -%}
        {%- set product.sql = "(2 * ((" ~ product.sql ~ " + cast(substr(" ~ vat_id ~ ", " ~ place
            ~ ", 1) as integer) - 1) % 10 + 1)) % 11" -%}
    {%- endfor -%}
    (11 - ({{ product.sql }})) % 10 = cast(substr({{ vat_id }}, 11, 1) as integer)
{%- endmacro %}
