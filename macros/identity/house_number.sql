{% macro house_number(text_column) -%}
    {#- The first number of a house number and its letter (Nr. 12 A-C, 12/a: 12a); null without a digit. -#}
    case when {{ regexp_matches(text_column, "[0-9]") }}
        then {{ regexp_replace_all(
            "lower(" ~ text_column ~ ")", "^[^0-9]*0*([0-9]+)[ /-]*(?:([a-z])\\b)?.*$", "\\1\\2"
        ) }}
    end
{%- endmacro %}
