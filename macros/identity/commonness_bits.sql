{% macro commonness_bits(comparisons) -%}
    {#-
        How common what two records agree on is, in bits: the logarithm to base 2 of the product of the
        numbers of records that carry each equal value (of two spellings the more common one), for a
        company's name of the places it is at home in.
    -#}
    {%- for comparison in comparisons %}
    case when {{ comparison }} in ('e', 'm') then ln({{ comparison }}_count) / ln(2.0) else 0.0 end
    {{- " +" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
