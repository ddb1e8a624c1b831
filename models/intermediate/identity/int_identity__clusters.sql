with

records as (
    select * from {{ ref('int_identity__records') }}
),

scores as (
    select * from {{ ref('int_identity__scores') }}
),

-- a record without a pair stays its own cluster: the edge to itself keeps it
list_edges as (
    select record_id as node_a, record_id as node_b from records
    union all
    select record_id_a as node_a, record_id_b as node_b
    from scores
    where match_probability >= {{ var('match_threshold') }}
)

select * from list_edges
