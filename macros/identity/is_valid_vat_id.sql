{% macro is_valid_vat_id(vat_id) -%}
    {#-
        Whether upper-case letters and digits have the form of a VAT id and, for Germany, its
        check digit (ISO 7064, mod 11,10); other countries' check digits are not looked at.
    -#}
    {%- set product = namespace(sql="10") -%}
    {%- for place in range(3, 11) -%}
        {%- set product.sql = "(2 * ((" ~ product.sql ~ " + cast(substr(" ~ vat_id ~ ", " ~ place
            ~ ", 1) as integer) - 1) % 10 + 1)) % 11" -%}
    {%- endfor -%}
    case
        when {{ regexp_matches(vat_id, "^DE[1-9][0-9]{8}$") }}
            then (11 - ({{ product.sql }})) % 10 = cast(substr({{ vat_id }}, 11, 1) as integer)
        else {{ vat_id }} not like 'DE%'
            and {{ regexp_matches(vat_id, "^[A-Z]{2,3}[0-9A-Z]*[0-9]{2}[0-9A-Z]*$") }}
    end
{%- endmacro %}
