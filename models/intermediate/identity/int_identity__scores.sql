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

-- odds against two unrelated people
weigh_classes as (
    select
        compared.record_number_a,
        compared.record_number_b,
        compared.pattern,
        patterns.same_bits + priors.moved_bits - compared.commonness_bits
            as same_bits,
        power(2.0, patterns.same_bits + priors.moved_bits - compared.commonness_bits)
            as same_odds,
        power(2.0, patterns.household_bits - compared.commonness_bits)
            as household_odds
    from comparisons as compared
    inner join patterns
        on compared.pattern = patterns.pattern
    inner join priors
        on substr(compared.pattern, 1, 1) = priors.party
),

compute_probabilities as (
    select
        record_number_a,
        record_number_b,
        pattern,
        same_bits,
        same_odds / (1 + same_odds + household_odds) as match_probability,
        ln(same_odds / (1 + household_odds)) / ln(2.0) as match_weight,
        -- two birth dates that no slip explains are two people, unless all else
        -- speaks for one so loudly that the date must be wrong
        substr(pattern, 1, 1) = 'p'
        and substr(pattern, 4, 1) = 'd'
        and same_odds < {{ var('veto_odds') }} * (1 + household_odds) as is_vetoed
    from weigh_classes
)

select * from compute_probabilities
