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

birth_date_errors as (
    select * from {{ ref('int_identity__birth_date_errors') }}
),

-- odds against two unrelated people
weigh_classes as (
    select
        compared.record_number_a,
        compared.record_number_b,
        compared.pattern,
        patterns.same_bits + priors.moved_bits + source_priors.moved_bits
        - compared.commonness_bits as same_bits,
        power(
            2.0,
            patterns.same_bits + priors.moved_bits + source_priors.moved_bits
            - compared.commonness_bits
        ) as same_odds,
        power(2.0, patterns.household_bits - compared.commonness_bits)
            as household_odds
    from comparisons as compared
    inner join patterns
        on compared.pattern = patterns.pattern
    inner join priors
        on substr(patterns.pattern, 1, 1) = priors.party
    inner join source_priors
        on substr(patterns.pattern, 1, 1) = source_priors.party
        and compared.source_a = source_priors.source_a
        and compared.source_b = source_priors.source_b
),

compute_probabilities as (
    select
        classes.record_number_a,
        classes.record_number_b,
        classes.pattern,
        classes.same_bits,
        classes.same_odds / (1 + classes.same_odds + classes.household_odds)
            as match_probability,
        ln(classes.same_odds / (1 + classes.household_odds)) / ln(2.0) as match_weight,
        -- two birth dates that no slip explains are two people, unless all else
        -- speaks for one so loudly that the date must be wrong, or dates often are
        substr(classes.pattern, 1, 1) = 'p'
        and substr(classes.pattern, 4, 1) = 'd'
        and classes.same_odds < {{ var('veto_odds') }} * (1 + classes.household_odds)
        and errors.can_veto as is_vetoed
    from weigh_classes as classes
    cross join birth_date_errors as errors
)

select * from compute_probabilities
