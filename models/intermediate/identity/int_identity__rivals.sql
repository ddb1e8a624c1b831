with

pair_odds as (
    select * from {{ ref('int_identity__pair_odds') }}
),

-- a record's candidates in a source that knows hardly anybody twice
list_candidates as (
    select
        record_number_a as record_number,
        source_b as source,
        candidate_odds
    from pair_odds
    where unmatched_share_a is not null
    union all
    select
        record_number_b as record_number,
        source_a as source,
        candidate_odds
    from pair_odds
    where unmatched_share_b is not null
),

add_up_candidates as (
    select
        record_number,
        source,
        cast(sum(candidate_odds) as decimal(18, 6)) as candidate_odds
    from list_candidates
    group by record_number, source
)

select * from add_up_candidates
