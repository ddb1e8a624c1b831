with

scores as (
    select * from {{ ref('int_identity__scores') }}
    where match_probability >= {{ var('min_review_probability') }}
),

linkage as (
    select * from {{ ref('int_identity__linkage') }}
),

rulings as (
    select * from {{ ref('int_identity__rulings') }} where ruling = 'different'
),

strongest_links as (
    select * from {{ ref('int_identity__strongest_links') }}
    where match_probability < {{ var('max_review_probability') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

-- of two clusters the strongest pair speaks, and of one cluster the weakest link
rank_pairs as (
    select
        least(a.cluster_number, b.cluster_number) as cluster_number_a,
        greatest(a.cluster_number, b.cluster_number) as cluster_number_b,
        scores.record_number_a,
        scores.record_number_b,
        scores.pattern,
        case when scores.is_vetoed then 'vetoed_match' else 'missed_match' end
            as match_kind,
        scores.match_probability,
        row_number() over (
            partition by
                least(a.cluster_number, b.cluster_number),
                greatest(a.cluster_number, b.cluster_number)
            order by
                scores.match_weight desc, scores.record_number_a, scores.record_number_b
        ) as review_rank
    from scores
    inner join linkage as a
        on scores.record_number_a = a.record_number
    inner join linkage as b
        on scores.record_number_b = b.record_number
        and a.cluster_number <> b.cluster_number
    union all
    select
        cluster_number as cluster_number_a,
        cluster_number as cluster_number_b,
        record_number as record_number_a,
        linked_record_number as record_number_b,
        pattern,
        'doubtful_match' as match_kind,
        match_probability,
        row_number() over (
            partition by cluster_number order by match_probability, record_number
        ) as review_rank
    from strongest_links
),

-- what a person has decided is not asked again
list_decided as (
    select
        least(a.cluster_number, b.cluster_number) as cluster_number_a,
        greatest(a.cluster_number, b.cluster_number) as cluster_number_b
    from rulings
    inner join linkage as a
        on rulings.record_number_a = a.record_number
    inner join linkage as b
        on rulings.record_number_b = b.record_number
    group by
        least(a.cluster_number, b.cluster_number),
        greatest(a.cluster_number, b.cluster_number)
),

keep_open as (
    select
        a.record_id as record_id_a,
        b.record_id as record_id_b,
        ranked.pattern,
        ranked.match_kind,
        ranked.match_probability
    from rank_pairs as ranked
    inner join compared_records as a
        on ranked.record_number_a = a.record_number
    inner join compared_records as b
        on ranked.record_number_b = b.record_number
    left join list_decided as decided
        on ranked.cluster_number_a = decided.cluster_number_a
        and ranked.cluster_number_b = decided.cluster_number_b
    where ranked.review_rank = 1 and decided.cluster_number_a is null
)

select * from keep_open
