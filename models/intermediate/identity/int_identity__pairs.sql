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

count_sharing_records as (
    select
        rule,
        key_hash,
        count(*) as record_count
    from match_keys
    group by rule, key_hash
    having count(*) > 1
),

-- keys are taken up from the rarest on, until a rule has used up its pairs
count_pairs as (
    select
        rule,
        record_count,
        sum(sum(record_count * (record_count - 1) / 2)) over (
            partition by rule order by record_count
        ) as pair_count
    from count_sharing_records
    group by rule, record_count
),

count_records as (
    select count(*) as record_count from linked_records
),

limit_sharing as (
    select
        counted.rule,
        max(counted.record_count) as max_record_count
    from count_pairs as counted
    inner join match_rules as rules
        on counted.rule = rules.rule
    cross join count_records as records
    where counted.record_count <= rules.max_record_count
        and counted.pair_count <= greatest(
            rules.max_pairs_per_record * records.record_count,
            {{ var('free_pairs_per_rule') }}
        )
    group by counted.rule
),

-- what too many records share (a broker's phone, a common name) tells nobody apart
keep_telling_keys as (
    select sharing.key_hash
    from count_sharing_records as sharing
    inner join limit_sharing as limits
        on sharing.rule = limits.rule
        and sharing.record_count <= limits.max_record_count
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
