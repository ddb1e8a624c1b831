with

source_matches as (
    select * from {{ ref('int_identity__source_matches') }}
),

add_up_parties as (
    select
        party,
        sum(matched_count) as party_matched_count
    from source_matches
    group by party
),

-- of a party's records so many match from one source to the other, and would by chance
compare_with_chance as (
    select
        matches.party,
        matches.source_a,
        matches.source_b,
        matches.party_record_count * matches.matched_count
        / nullif(parties.party_matched_count, 0) as found_count,
        matches.record_count_a * matches.record_count_b / matches.party_record_count
            as expected_count
    from source_matches as matches
    inner join add_up_parties as parties
        on matches.party = parties.party
),

move_priors as (
    select
        party,
        source_a,
        source_b,
        {{ moved_prior('coalesce(found_count, expected_count)', 'expected_count') }}
            as moved_bits
    from compare_with_chance
),

-- matches in source b per record of source a, and per record of source b itself
count_per_record as (
    select
        across.party,
        across.source_a,
        across.source_b,
        across.record_count_a / (
            across.record_count_a + {{ var('prior_record_weight') }}
        ) as known_share,
        across.matched_count / nullif(across.record_count_a, 0) as match_mean,
        coalesce(inside.matched_count / nullif(inside.record_count_a, 0), 0)
            as duplicate_mean
    from source_matches as across
    left join source_matches as inside
        on across.party = inside.party
        and across.source_b = inside.source_a
        and across.source_b = inside.source_b
    where across.source_a <> across.source_b
),

-- who matches does so once and then as often more as source b knows people twice
find_single_matches as (
    select
        party,
        source_a,
        source_b,
        round(greatest(
            1 - known_share, 1 + 2 * duplicate_mean - known_share * match_mean
        ), 6) as unmatched_share,
        round(1 - known_share * (1 - duplicate_mean / match_mean), 6) as further_share
    from count_per_record
    where known_share * match_mean > 2 * duplicate_mean
),

look_both_ways as (
    select
        priors.party,
        priors.source_a,
        priors.source_b,
        priors.moved_bits,
        a.unmatched_share as unmatched_share_a,
        a.further_share as further_share_a,
        b.unmatched_share as unmatched_share_b,
        b.further_share as further_share_b
    from move_priors as priors
    left join find_single_matches as a
        on priors.party = a.party
        and priors.source_a = a.source_a
        and priors.source_b = a.source_b
    left join find_single_matches as b
        on priors.party = b.party
        and priors.source_a = b.source_b
        and priors.source_b = b.source_a
)

select * from look_both_ways
