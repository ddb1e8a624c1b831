{% macro commonness_bits(comparisons) -%}
    {#-
        How common what two records agree on is, in bits: the logarithm to base 2 of the product of the
        numbers of records that carry each equal value (of two spellings the more common one), for a
        company's name of the places it is at home in. First and last name are taken as independent, unless
        the whole name is at home in more places than that would explain: one person has two at most.
    -#}
    {%- for comparison in comparisons %}
    case when {{ comparison }} in ('e', 'm') then ln({{ comparison }}_count) / ln(2.0) else 0.0 end +
    {%- endfor %}
    case
        when address in ('p', 'q') then ln(postal_code_count) / ln(2.0)
        when address in ('c', 'r') then ln(city_count) / ln(2.0)
        else 0.0
    end +
    case
        when first_name = 'e' and last_name = 'e' and name_home_count > 2
            then greatest(ln(
                cast(name_home_count - 2 as double) * record_count / (first_name_count * last_name_count)
            ) / ln(2.0), 0.0)
        else 0.0
    end
{%- endmacro %}
