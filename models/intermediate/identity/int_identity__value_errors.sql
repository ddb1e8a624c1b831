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
    where party = 'p' and comparison in ('first_name', 'birth_date')
),

group_pairs as (
    select
        pattern,
        round(commonness_bits) as commonness_bits,
        count(*) as pair_count
    from comparisons
    group by pattern, round(commonness_bits)
),

-- of first names only where the birth date agrees: a couple may share all the rest
weigh_all_but_one as (
    select
        weights.comparison,
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
        on substr(grouped.pattern, weights.position, 1) = weights.level
        and (
            weights.comparison = 'birth_date'
            or substr(grouped.pattern, 4, 1) in ('e', 'w', 's')
        )
    cross join priors
),

-- few pairs prove nothing, and twins are no error: as if so many pairs had been seen
-- before, all of them right
count_contradictions as (
    select
        weights.comparison,
        cast(
            coalesce(sum(case when weighed.level = 'd' then weighed.pair_count end), 0)
            / (
                coalesce(sum(weighed.pair_count), 0)
                + {{ var('prior_sure_pair_weight') }}
            ) as double
        ) as error_share
    from weights
    left join weigh_all_but_one as weighed
        on weights.comparison = weighed.comparison
        and weights.level = weighed.level
        and weighed.same_odds > {{ var('sure_probability') }}
        * (1 + weighed.same_odds + weighed.household_odds)
    group by weights.comparison
),

judge_comparisons as (
    select
        comparison,
        error_share,
        error_share <= case comparison
            when 'first_name' then {{ var('max_first_name_error_share') }}
            else {{ var('max_birth_date_error_share') }}
        end as can_veto
    from count_contradictions
)

select * from judge_comparisons
