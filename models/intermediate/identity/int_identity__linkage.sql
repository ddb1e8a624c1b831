with

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

scores as (
    select * from {{ ref('int_identity__scores') }}
),

list_links as (
    select
        record_number as node_a,
        record_number as node_b,
        cast(null as bigint) as weight,
        cast(null as boolean) as is_excluded
    from compared_records
    union all
    select
        record_number_a as node_a,
        record_number_b as node_b,
        cast(round(100 * least(greatest(match_weight, -10), 10)) as bigint) as weight,
        substr(pattern, 1, 1) = 'p' and substr(pattern, 4, 1) = 'd' as is_excluded
    from scores
    where match_probability >= {{ var('min_pair_probability') }}
)

select * from list_links
