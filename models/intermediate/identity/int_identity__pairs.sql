with

match_keys as (
    select * from {{ ref('int_identity__match_keys') }}
),

match_rules as (
    select * from {{ ref('match_rules') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
    where linked_record_id is not null
),

linked_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

-- what too many records share (a broker's phone, a common name) tells nobody apart
keep_telling_keys as (
    select keys.key_hash
    from match_keys as keys
    inner join match_rules as rules
        on keys.rule = rules.rule
    group by keys.key_hash
    having count(*) > 1 and count(*) <= max(rules.max_record_count)
),

find_sharing_records as (
    select
        keys.key_hash,
        keys.record_number
    from match_keys as keys
    inner join keep_telling_keys as telling
        on keys.key_hash = telling.key_hash
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
