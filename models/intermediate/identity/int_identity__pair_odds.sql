with

comparisons as (
    select * from {{ ref('int_identity__comparisons') }}
),

patterns as (
    select * from {{ ref('int_identity__patterns') }}
),

priors as (
    select * from {{ ref('int_identity__priors') }}
),

source_priors as (
    select * from {{ ref('int_identity__source_priors') }}
),

-- odds against two unrelated people
weigh_classes as (
    select
        compared.record_number_a,
        compared.record_number_b,
        compared.source_a,
        compared.source_b,
        compared.pattern,
        patterns.same_bits + priors.moved_bits + source_priors.moved_bits
        - compared.commonness_bits as same_bits,
        power(
            2.0,
            patterns.same_bits + priors.moved_bits + source_priors.moved_bits
            - compared.commonness_bits
        ) as same_odds,
        power(2.0, patterns.household_bits - compared.commonness_bits)
            as household_odds,
        source_priors.unmatched_share_a,
        source_priors.further_share_a,
        source_priors.unmatched_share_b,
        source_priors.further_share_b,
        patterns.is_contradicted
    from comparisons as compared
    inner join patterns
        on compared.pattern = patterns.pattern
    inner join priors
        on patterns.party = priors.party
    inner join source_priors
        on patterns.party = source_priors.party
        and compared.source_a = source_priors.source_a
        and compared.source_b = source_priors.source_b
),

-- a candidate for one of the two counts no more than a sure one does
cap_odds as (
    select
        *,
        cast(least(
            same_odds / (1 + household_odds),
            {{ var('sure_probability') }} / (1 - {{ var('sure_probability') }})
        ) as decimal(18, 6)) as candidate_odds
    from weigh_classes
)

select * from cap_odds
