with

scores as (
    select * from {{ ref('int_identity__scores') }}
),

links as (
    select * from {{ ref('int_identity__links') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

-- whom a record without a name may belong to
find_candidates as (
    select
        links.record_number,
        links.linked_number as candidate_number,
        links.match_weight,
        first_value(links.linked_number) over best_first as best_number,
        max(links.match_weight) over (partition by links.record_number) as best_weight
    from links
    inner join compared_records as nameless
        on links.record_number = nameless.record_number
        and coalesce(
            nameless.first_name, nameless.last_name, nameless.company_name
        ) is null
    inner join compared_records as named
        on links.linked_number = named.record_number
        and coalesce(named.first_name, named.last_name, named.company_name) is not null
    window best_first as (
        partition by links.record_number
        order by links.match_weight desc, links.linked_number
    )
),

-- another one who is not the best one fits about as well
find_undecided as (
    select candidates.record_number
    from find_candidates as candidates
    inner join scores
        on least(candidates.candidate_number, candidates.best_number)
        = scores.record_number_a
        and greatest(candidates.candidate_number, candidates.best_number)
        = scores.record_number_b
        and scores.is_vetoed
    where candidates.match_weight
        > candidates.best_weight - {{ var('undecided_bits') }}
    group by candidates.record_number
),

keep_undecided as (
    select
        least(candidates.record_number, candidates.candidate_number) as record_number_a,
        greatest(candidates.record_number, candidates.candidate_number)
            as record_number_b
    from find_candidates as candidates
    inner join find_undecided as undecided
        on candidates.record_number = undecided.record_number
)

select * from keep_undecided
