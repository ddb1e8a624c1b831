{% macro moved_prior(found_count, expected_count) -%}
    {#-
        Bits by which the prior of a match moves when so many records' matches are found: as if those expected
        had been seen on `prior_record_weight` records before. Rounded, so that the same pairs give the same
        prior in whatever order they were added up.
    -#}
    round(ln(
        ({{ found_count }} + {{ var('prior_record_weight') }})
        / ({{ expected_count }} + {{ var('prior_record_weight') }})
    ) / ln(2.0), 6)
{%- endmacro %}
