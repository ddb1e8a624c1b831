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
    select cast(count(*) as double) as record_count from compared_records
),

-- pairs that look alike and are equally common count together
group_pairs as (
    select
        substr(compared.pattern, 1, 1) as party,
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
        weights.party,
        weights.same_bits,
        {{ moved_prior('weights.same_bits', 'found.matched_count') }} as moved_bits
    from weights
    left join look_once as found
        on weights.party = found.party
    cross join count_records as counted
),

-- … tells the second look what to expect
look_twice as (
    select
        grouped.party,
        2 * sum(
            grouped.pair_count * grouped.same_odds * power(2.0, moved.moved_bits)
            / (1 + grouped.same_odds * power(2.0, moved.moved_bits)
                + grouped.household_odds)
        ) as matched_count
    from group_pairs as grouped
    inner join move_once as moved
        on grouped.party = moved.party
    group by grouped.party
),

move_twice as (
    select
        moved.party,
        {{ moved_prior('moved.same_bits', 'found.matched_count') }} as moved_bits
    from move_once as moved
    left join look_twice as found
        on moved.party = found.party
    cross join count_records as counted
)

select * from move_twice
