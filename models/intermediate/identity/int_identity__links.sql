with

scores as (
    select * from {{ ref('int_identity__scores') }}
),

link_both_ways as (
    select
        record_number_a as record_number,
        record_number_b as linked_number,
        match_weight
    from scores
    where match_weight > 0
    union all
    select
        record_number_b as record_number,
        record_number_a as linked_number,
        match_weight
    from scores
    where match_weight > 0
)

select * from link_both_ways
