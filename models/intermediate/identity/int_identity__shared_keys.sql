with

match_keys as (
    select * from {{ ref('int_identity__match_keys') }}
),

match_rules as (
    select * from {{ ref('match_rules') }}
),

compared_records as (
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
    select count(*) as record_count from compared_records
),

-- budgets are for customers of a few records; where a record shares last name and
-- birth date with several others, customers have more
measure_repetition as (
    select
        least({{ var('max_budget_factor') }}, greatest(
            1,
            sum(sharing.record_count * (sharing.record_count - 1))
            / max(records.record_count)
        )) as budget_factor
    from count_sharing_records as sharing
    inner join match_rules as rules
        on sharing.rule = rules.rule
    cross join count_records as records
    where sharing.rule = 'last_birth'
        and sharing.record_count <= rules.max_record_count
),

limit_sharing as (
    select
        counted.rule,
        max(counted.record_count) as max_record_count
    from count_pairs as counted
    inner join match_rules as rules
        on counted.rule = rules.rule
    cross join count_records as records
    cross join measure_repetition as repetition
    where counted.record_count <= rules.max_record_count
        and counted.pair_count <= repetition.budget_factor * greatest(
            rules.max_pairs_per_record * records.record_count,
            {{ var('free_pairs_per_rule') }}
        )
    group by counted.rule
),

-- what too many records share (a broker's phone, a common name) tells nobody apart
mark_telling_keys as (
    select
        sharing.rule,
        sharing.key_hash,
        sharing.record_count,
        coalesce(sharing.record_count <= limits.max_record_count, false) as is_compared
    from count_sharing_records as sharing
    left join limit_sharing as limits
        on sharing.rule = limits.rule
)

select * from mark_telling_keys
