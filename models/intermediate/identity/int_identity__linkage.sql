with

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

scores as (
    select * from {{ ref('int_identity__scores') }}
),

vetoes as (
    select * from {{ ref('int_identity__vetoes') }}
),

rulings as (
    select * from {{ ref('int_identity__rulings') }}
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
        false as is_excluded
    from scores
    where match_probability >= {{ var('min_pair_probability') }} and not is_vetoed
    union all
    select
        record_number_a as node_a,
        record_number_b as node_b,
        0 as weight,
        true as is_excluded
    from vetoes
    union all
    -- what a person ruled holds whatever the scores say
    select
        record_number_a as node_a,
        record_number_b as node_b,
        case when ruling = 'different' then 0 end as weight,
        ruling = 'different' as is_excluded
    from rulings
)

select * from list_links
