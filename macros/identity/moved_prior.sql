{% macro moved_prior(counted, matched_count) -%}
    {#-
        Bits by which the prior of a match moves when so many matches are found among a party's records: as
        if what the weights expect had been seen on `prior_record_weight` records before.
    -#}
    ln(
        (coalesce({{ matched_count }}, 0.0)
            / (power(2.0, {{ counted }}.same_bits) * {{ counted }}.record_count)
            + {{ var('prior_record_weight') }})
        / ({{ counted }}.party_record_count + {{ var('prior_record_weight') }})
    ) / ln(2.0)
{%- endmacro %}
