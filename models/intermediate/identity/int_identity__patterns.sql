with

comparisons as (
    select * from {{ ref('int_identity__comparisons') }}
),

weights as (
    select * from {{ ref('int_identity__weights') }}
),

list_patterns as (
    select
        pattern,
        substr(pattern, 1, 1) as party,
        count(*) as pair_count
    from comparisons
    group by pattern
),

-- a letter without a weight (what is unknown) says nothing
add_up as (
    select
        listed.pattern,
        listed.party,
        max(listed.pair_count) as pair_count,
        sum(weights.same_bits) as same_bits,
        sum(weights.household_bits) as household_bits,
        bool_or(weights.same_bits < 0 and weights.comparison <> 'prior')
            as is_contradicted
    from list_patterns as listed
    inner join weights
        on listed.party = weights.party
        and substr(listed.pattern, weights.position, 1) = weights.level
    group by listed.pattern, listed.party
)

select * from add_up
