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

add_up_sources as (
    select
        *,
        sum(record_count) over (partition by party) as party_record_count
    from count_records
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
        on substr(patterns.pattern, 1, 1) = priors.party
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
        sum(matched_count) as matched_count,
        sum(sum(matched_count)) over (partition by party) as party_matched_count
    from look_both_ways
    group by party, source_a, source_b
),

-- of a party's records so many match from one source to the other, and would by chance
compare_with_chance as (
    select
        matches.party,
        matches.source_a,
        matches.source_b,
        a.party_record_count * matches.matched_count
        / nullif(matches.party_matched_count, 0) as found_count,
        a.record_count * b.record_count / a.party_record_count as expected_count
    from add_up_matches as matches
    inner join add_up_sources as a
        on matches.party = a.party
        and matches.source_a = a.source
    inner join add_up_sources as b
        on matches.party = b.party
        and matches.source_b = b.source
),

move_priors as (
    select
        party,
        source_a,
        source_b,
        {{ moved_prior('coalesce(found_count, expected_count)', 'expected_count') }}
            as moved_bits
    from compare_with_chance
)

select * from move_priors
