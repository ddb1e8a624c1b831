with

match_keys as (
    select * from {{ ref('int_identity__match_keys') }}
),

shared_keys as (
    select * from {{ ref('int_identity__shared_keys') }}
    where is_compared
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
    where linked_record_id is not null
),

linked_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

find_sharing_records as (
    select
        keys.key_hash,
        keys.record_number
    from match_keys as keys
    inner join shared_keys as shared
        on keys.key_hash = shared.key_hash
),

unite_pairs as (
    select
        one.record_number as record_number_a,
        other.record_number as record_number_b
    from find_sharing_records as one
    inner join find_sharing_records as other
        on one.key_hash = other.key_hash
        and one.record_number < other.record_number
    union all
    -- the support desk names the record that it looked up
    select
        least(requester.record_number, linked.record_number) as record_number_a,
        greatest(requester.record_number, linked.record_number) as record_number_b
    from compared_records as requester
    inner join linked_records as linked
        on requester.linked_record_id = linked.record_id
        and requester.record_number <> linked.record_number
),

count_once as (
    select
        record_number_a,
        record_number_b
    from unite_pairs
    group by record_number_a, record_number_b
)

select * from count_once
