with

clusters as (
    select * from {{ ref('int_identity__clusters') }}
),

records as (
    select * from {{ ref('int_identity__records') }}
),

previous_records as (
    select * from {{ ref('stg_state__customer_records') }}
),

previous_changes as (
    select * from {{ ref('stg_state__customer_id_changes') }}
),

-- an id that was given up comes back with its record, if nobody else claims that
list_claims as (
    select record_id, customer_id, 1 as record_count from previous_records
    union all
    select record_id, previous_customer_id as customer_id, 0 as record_count
    from previous_changes
    where change <> 'split'
),

weigh_claims as (
    select
        clusters.cluster_id,
        claims.customer_id,
        sum(claims.record_count) as record_count,
        coalesce(min(records.first_seen_date), {{ as_of_date() }}) as first_seen_date
    from clusters
    inner join records
        on clusters.record_id = records.record_id
    inner join list_claims as claims
        on clusters.record_id = claims.record_id
    group by clusters.cluster_id, claims.customer_id
),

-- on a split the id goes with the larger part, of equal ones with the one known longer
follow_larger_parts as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by record_count desc, first_seen_date, cluster_id
        ) as part_rank
    from weigh_claims
),

-- on a merge the larger history keeps its id, of equal ones the one known longer
prefer_larger_histories as (
    select
        *,
        row_number() over (
            partition by cluster_id
            order by record_count desc, first_seen_date, customer_id
        ) as claim_rank
    from follow_larger_parts
    where part_rank = 1
),

-- no id that anybody has ever seen may come to mean somebody else
list_known_ids as (
    select customer_id from previous_records
    union all
    select previous_customer_id as customer_id from previous_changes
),

find_known_ids as (
    select customer_id from list_known_ids group by customer_id
),

count_known_ids as (
    select count(*) as known_id_count from find_known_ids
),

make_ids as (
    select
        clusters.cluster_id,
        'C' || substr(md5(clusters.cluster_id), 1, 16) as first_id,
        'C' || substr(md5(
            clusters.cluster_id || '/'
            || cast(counted.known_id_count as {{ dbt.type_string() }})
        ), 1, 16) as further_id
    from clusters
    cross join count_known_ids as counted
    where clusters.record_id = clusters.cluster_id
),

name_clusters as (
    select
        made.cluster_id,
        coalesce(
            kept.customer_id,
            case when known.customer_id is null then made.first_id end,
            made.further_id
        ) as customer_id
    from make_ids as made
    left join prefer_larger_histories as kept
        on made.cluster_id = kept.cluster_id and kept.claim_rank = 1
    left join find_known_ids as known
        on made.first_id = known.customer_id
)

select * from name_clusters
