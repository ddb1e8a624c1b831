with

scores as (
    select * from {{ ref('int_identity__scores') }} where match_weight > 0
),

rulings as (
    select * from {{ ref('int_identity__rulings') }} where ruling = 'same'
),

linkage as (
    select * from {{ ref('int_identity__linkage') }}
),

-- a person's word comes before any evidence
list_links as (
    select
        record_number_a,
        record_number_b,
        pattern,
        match_probability,
        match_weight,
        cast(null as {{ dbt.type_string() }}) as ruled_by,
        cast(null as date) as ruled_on,
        0 as precedence
    from scores
    union all
    select
        record_number_a,
        record_number_b,
        null as pattern,
        1.0 as match_probability,
        null as match_weight,
        ruled_by,
        ruled_on,
        1 as precedence
    from rulings
),

keep_links_within as (
    select
        links.*,
        a.cluster_number
    from list_links as links
    inner join linkage as a
        on links.record_number_a = a.record_number
    inner join linkage as b
        on links.record_number_b = b.record_number
        and a.cluster_number = b.cluster_number
),

look_both_ways as (
    select
        *,
        record_number_a as record_number,
        record_number_b as linked_record_number
    from keep_links_within
    union all
    select
        *,
        record_number_b as record_number,
        record_number_a as linked_record_number
    from keep_links_within
),

rank_links as (
    select
        *,
        row_number() over (
            partition by record_number
            order by
                precedence desc, ruled_on desc, match_weight desc, linked_record_number
        ) as strength_rank
    from look_both_ways
),

keep_strongest as (
    select
        record_number,
        linked_record_number,
        cluster_number,
        pattern,
        ruled_by,
        match_probability,
        ruled_on
    from rank_links
    where strength_rank = 1
)

select * from keep_strongest
