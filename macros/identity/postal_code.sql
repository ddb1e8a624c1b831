{% macro postal_code(text_column) -%}
    {#- A postal code in capitals without blanks, country prefix (D-04103), ".0" or an American +4. -#}
    {%- set bare = regexp_replace_all(
        "upper(" ~ text_column ~ ")", "^ *[A-Z]{1,3} ?- ?|^([0-9]{5})-[0-9]{4}$|\\.0$|[^A-Z0-9]", "\\1"
    ) -%}
    nullif({{ bare }}, '')
{%- endmacro %}
