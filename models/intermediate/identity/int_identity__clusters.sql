with

linkage as (
    select * from {{ ref('int_identity__linkage') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

-- numbers follow the order of record ids, so the smallest number is the smallest id
name_clusters as (
    select
        records.record_id,
        firsts.record_id as cluster_id,
        linkage.cluster_number
    from linkage
    inner join compared_records as records
        on linkage.record_number = records.record_number
    inner join compared_records as firsts
        on linkage.cluster_number = firsts.record_number
)

select * from name_clusters
