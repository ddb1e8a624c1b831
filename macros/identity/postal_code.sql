{% macro postal_code(text_column) -%}
    {#- A postal code in capitals without blanks, country prefix (D-04103), .0, American +4; null if none. -#}
    nullif({{ regexp_replace_all(
        "upper(" ~ text_column ~ ")",
        "^ *[A-Z]{1,3} ?- ?|^ *[A-Z]{1,2} *([0-9]{4,5} *)$|^ *([0-9]{5})-[0-9]{4} *$|\\.0 *$|[^A-Z0-9]",
        "\\1\\2"
    ) }}, '')
{%- endmacro %}


{% macro postal_prefix(text_column) -%}
    {#- The country code in front of a postal code (D of D-04103, D 04103), else the code itself. -#}
    {{ regexp_replace_all("upper(" ~ text_column ~ ")", "^ *([A-Z]{1,3}) ?[- ]? ?[0-9]{4,5} *$", "\\1") }}
{%- endmacro %}


{% macro postal_code_in_city(text_column) -%}
    {#- A number of four or five digits inside a city (04103 Leipzig); null if there is none. -#}
    case when {{ regexp_matches(text_column, "\\b[0-9]{4,5}\\b") }}
        then {{ regexp_replace_all(text_column, "^.*?\\b([0-9]{4,5})\\b.*$", "\\1") }}
    end
{%- endmacro %}
