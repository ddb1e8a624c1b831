{% macro letters_and_digits(text_column) -%}
    {#- Upper-case letters and digits of any alphabet, null if none: how contract numbers compare. -#}
    nullif({{ regexp_replace_all("upper(" ~ text_column ~ ")", "[^\\p{L}\\p{N}]") }}, '')
{%- endmacro %}
