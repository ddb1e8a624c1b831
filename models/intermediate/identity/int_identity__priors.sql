with

comparisons as (
    select * from {{ ref('int_identity__comparisons') }}
),

patterns as (
    select * from {{ ref('int_identity__patterns') }}
),

weights as (
    select * from {{ ref('int_identity__weights') }}
    where comparison = 'prior'
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

count_records as (
    select
        weights.party,
        power(2.0, weights.same_bits) * count(*) as matches_per_record,
        sum(
            case
                when (coalesce(records.party_type, 'person') = 'company')
                    = (weights.party = 'c') then 1
                else 0
            end
        ) as party_record_count
    from weights
    cross join compared_records as records
    group by weights.party, weights.same_bits
),

-- pairs that look alike and are equally common count together
group_pairs as (
    select
        patterns.party,
        power(2.0, patterns.same_bits - round(compared.commonness_bits))
            as same_odds,
        power(2.0, patterns.household_bits - round(compared.commonness_bits))
            as household_odds,
        count(*) as pair_count
    from comparisons as compared
    inner join patterns
        on compared.pattern = patterns.pattern
    group by
        compared.pattern,
        round(compared.commonness_bits),
        patterns.party,
        patterns.same_bits,
        patterns.household_bits
),

-- what a first look at all pairs finds …
look_once as (
    select
        party,
        2 * sum(pair_count * same_odds / (1 + same_odds + household_odds))
            as matched_count
    from group_pairs
    group by party
),

move_once as (
    select
        counted.party,
        power(2.0, {{ moved_prior(
            'coalesce(found.matched_count, 0) / counted.matches_per_record',
            'counted.party_record_count'
        ) }}) as odds_factor
    from count_records as counted
    left join look_once as found
        on counted.party = found.party
),

-- … tells the second look what to expect
look_twice as (
    select
        grouped.party,
        2 * sum(
            grouped.pair_count
            * moved.odds_factor
            * grouped.same_odds
            / (1 + moved.odds_factor * grouped.same_odds + grouped.household_odds)
        ) as matched_count
    from group_pairs as grouped
    inner join move_once as moved
        on grouped.party = moved.party
    group by grouped.party
),

move_twice as (
    select
        counted.party,
        {{ moved_prior(
            'coalesce(found.matched_count, 0) / counted.matches_per_record',
            'counted.party_record_count'
        ) }} as moved_bits
    from count_records as counted
    left join look_twice as found
        on counted.party = found.party
)

select * from move_twice
