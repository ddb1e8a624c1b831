{% macro moved_prior(prior_bits, matched_count) -%}
    {#-
        Bits by which the prior of a match moves when so many matches are found: as if the number that was
        expected had been seen on `prior_record_weight` records before.
    -#}
    ln(
        (coalesce({{ matched_count }}, 0.0) / (power(2.0, {{ prior_bits }}) * counted.record_count)
            + {{ var('prior_record_weight') }})
        / (counted.record_count + {{ var('prior_record_weight') }})
    ) / ln(2.0)
{%- endmacro %}
