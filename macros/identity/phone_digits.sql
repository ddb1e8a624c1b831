{% macro phone_digits(phone) -%}
    {#-
        The digits of a written phone number, with a plus in front if it is an international one.
        Words before and after it are cut (with them an extension that is named as one), so is a
        second number, and a trunk zero that stands behind a calling code.
    -#}
    {%- set number = regexp_replace_all(phone, "^[^0-9+]+|[\\p{L}].*$") -%}
    {%- set digits = regexp_replace_all(regexp_replace_all(number, "(.)\\+.*$", "\\1"), "[^0-9+]") -%}
    {%- set international = regexp_replace_all(digits, "^(\\+|00)+", "+") -%}
    {{ regexp_replace_all(international, "^(\\+(?:31|32|33|41|43|44|49))0", "\\1") }}
{%- endmacro %}
