with

comparisons as (
    select * from {{ ref('int_identity__comparisons') }}
    where substr(pattern, 1, 1) = 'p' and substr(pattern, 4, 1) <> '-'
),

patterns as (
    select * from {{ ref('int_identity__patterns') }}
),

priors as (
    select * from {{ ref('int_identity__priors') }}
    where party = 'p'
),

weights as (
    select * from {{ ref('int_identity__weights') }}
    where party = 'p' and comparison = 'birth_date'
),

group_pairs as (
    select
        pattern,
        round(commonness_bits) as commonness_bits,
        count(*) as pair_count
    from comparisons
    group by pattern, round(commonness_bits)
),

weigh_all_but_the_date as (
    select
        weights.level,
        grouped.pair_count,
        power(
            2.0,
            patterns.same_bits - weights.same_bits
            + priors.moved_bits - grouped.commonness_bits
        ) as same_odds,
        power(
            2.0,
            patterns.household_bits - weights.household_bits - grouped.commonness_bits
        ) as household_odds
    from group_pairs as grouped
    inner join patterns
        on grouped.pattern = patterns.pattern
    inner join weights
        on substr(grouped.pattern, 4, 1) = weights.level
    cross join priors
),

-- few pairs prove nothing: as if so many had been seen before, all of them right
count_contradictions as (
    select
        coalesce(sum(case when level = 'd' then pair_count end), 0)
        / (coalesce(sum(pair_count), 0) + {{ var('prior_record_weight') }})
            as error_share
    from weigh_all_but_the_date
    where same_odds
        > {{ var('sure_probability') }} * (1 + same_odds + household_odds)
),

judge_dates as (
    select
        cast(error_share as double) as error_share,
        error_share <= {{ var('max_birth_date_error_share') }} as can_veto
    from count_contradictions
)

select * from judge_dates
