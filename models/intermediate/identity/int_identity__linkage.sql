with

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

scores as (
    select * from {{ ref('int_identity__scores') }}
),

silent_pairs as (
    select * from {{ ref('int_identity__silent_pairs') }}
),

vetoes as (
    select * from {{ ref('int_identity__vetoes') }}
),

rulings as (
    select * from {{ ref('int_identity__rulings') }}
),

-- what breaks ties must not change when records are numbered anew, so it comes of ids;
-- who says too little for one customer, and nothing against it, leaves it to the others
weigh_pairs as (
    select
        scores.record_number_a,
        scores.record_number_b,
        substr(md5(a.record_id || ' ' || b.record_id), 1, 12) as tie,
        case
            when scores.match_weight < 0
                and scores.rival_bits >= 0
                and not scores.is_contradicted then 0
            else cast(
                    round(100 * least(greatest(scores.match_weight, -10), 10)) as bigint
                )
        end as weight
    from scores
    inner join compared_records as a
        on scores.record_number_a = a.record_number
    inner join compared_records as b
        on scores.record_number_b = b.record_number
    where scores.match_probability >= {{ var('min_pair_probability') }}
        and not scores.is_vetoed
),

list_links as (
    select
        record_number as node_a,
        record_number as node_b,
        cast(null as {{ dbt.type_string() }}) as tie,
        cast(null as bigint) as weight,
        cast(null as boolean) as is_excluded
    from compared_records
    union all
    select
        record_number_a as node_a,
        record_number_b as node_b,
        tie,
        weight,
        false as is_excluded
    from weigh_pairs
    union all
    select
        record_number_a as node_a,
        record_number_b as node_b,
        null as tie,
        0 as weight,
        false as is_excluded
    from silent_pairs
    union all
    select
        record_number_a as node_a,
        record_number_b as node_b,
        null as tie,
        0 as weight,
        true as is_excluded
    from vetoes
    union all
    -- what a person ruled holds whatever the scores say
    select
        record_number_a as node_a,
        record_number_b as node_b,
        null as tie,
        case when ruling = 'different' then 0 end as weight,
        ruling = 'different' as is_excluded
    from rulings
)

select * from list_links
