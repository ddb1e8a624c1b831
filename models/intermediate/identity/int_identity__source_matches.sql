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

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

count_records as (
    select
        priors.party,
        records.source,
        cast(sum(
            case
                when (coalesce(records.party_type, 'person') = 'company')
                    = (priors.party = 'c') then 1
                else 0
            end
        ) as double) as record_count
    from priors
    cross join compared_records as records
    group by priors.party, records.source
),

-- the sum of the probabilities that the pairs have so far
count_matches as (
    select
        priors.party,
        compared.source_a,
        compared.source_b,
        sum(1 / (1 + power(2.0, -patterns.same_bits - priors.moved_bits) * (
            power(2.0, compared.commonness_bits) + power(2.0, patterns.household_bits)
        ))) as matched_count
    from comparisons as compared
    inner join patterns
        on compared.pattern = patterns.pattern
    inner join priors
        on patterns.party = priors.party
    group by priors.party, compared.source_a, compared.source_b
),

-- each pair is seen from both its records
look_both_ways as (
    select
        party,
        source_a,
        source_b,
        matched_count
    from count_matches
    union all
    select
        party,
        source_b as source_a,
        source_a as source_b,
        matched_count
    from count_matches
),

add_up_matches as (
    select
        party,
        source_a,
        source_b,
        sum(matched_count) as matched_count
    from look_both_ways
    group by party, source_a, source_b
),

add_up_parties as (
    select
        party,
        sum(record_count) as party_record_count
    from count_records
    group by party
),

join_counts as (
    select
        matches.party,
        matches.source_a,
        matches.source_b,
        matches.matched_count,
        a.record_count as record_count_a,
        b.record_count as record_count_b,
        parties.party_record_count
    from add_up_matches as matches
    inner join count_records as a
        on matches.party = a.party
        and matches.source_a = a.source
    inner join count_records as b
        on matches.party = b.party
        and matches.source_b = b.source
    inner join add_up_parties as parties
        on matches.party = parties.party
)

select * from join_counts
