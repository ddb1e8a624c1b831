with

clusters as (
    select * from {{ ref('int_identity__clusters') }}
),

previous_records as (
    select * from {{ ref('stg_state__customer_records') }}
),

previous_changes as (
    select * from {{ ref('stg_state__customer_id_changes') }}
),

count_shared_records as (
    select
        clusters.cluster_id,
        previous.customer_id,
        count(*) as record_count
    from clusters
    inner join previous_records as previous
        on clusters.record_id = previous.record_id
    group by clusters.cluster_id, previous.customer_id
),

-- on a merge the larger history names the customer
choose_ids as (
    select
        *,
        row_number() over (
            partition by cluster_id order by record_count desc, customer_id
        ) as choice
    from count_shared_records
),

-- on a split the larger part keeps the id
keep_ids as (
    select
        *,
        row_number() over (
            partition by customer_id order by record_count desc, cluster_id
        ) as claim
    from choose_ids
    where choice = 1
),

-- no id that anybody has ever seen may come to mean somebody else
list_known_ids as (
    select customer_id from previous_records
    union all
    select customer_id from previous_changes
    union all
    select previous_customer_id as customer_id from previous_changes
),

count_known_ids as (
    select count(distinct customer_id) as known_id_count from list_known_ids
),

make_ids as (
    select
        clusters.cluster_id,
        'C' || substr(md5(clusters.cluster_id), 1, 16) as first_id,
        'C' || substr(md5(
            clusters.cluster_id || '/'
            || cast(known.known_id_count as {{ dbt.type_string() }})
        ), 1, 16) as further_id
    from clusters
    cross join count_known_ids as known
    where clusters.record_id = clusters.cluster_id
),

find_used_ids as (
    select customer_id from list_known_ids group by customer_id
),

name_clusters as (
    select
        made.cluster_id,
        coalesce(
            kept.customer_id,
            case when used.customer_id is null then made.first_id end,
            made.further_id
        ) as customer_id,
        kept.customer_id is null as is_new
    from make_ids as made
    left join keep_ids as kept
        on made.cluster_id = kept.cluster_id and kept.claim = 1
    left join find_used_ids as used
        on made.first_id = used.customer_id
)

select * from name_clusters
