with

match_keys as (
    select * from {{ ref('int_identity__match_keys') }}
),

match_rules as (
    select * from {{ ref('match_rules') }}
),

standardized_records as (
    select * from {{ ref('int_identity__standardized_records') }}
),

requesters as (
    select * from {{ ref('stg_support__requesters') }}
),

-- a value that many share (a broker's phone, info@…) tells nothing about who it is
find_telling_values as (
    select
        keys.rule,
        keys.shared_value
    from match_keys as keys
    inner join match_rules as rules
        on keys.rule = rules.rule
    group by keys.rule, keys.shared_value, rules.is_record_count_limited
    having count(*) > 1
        and (
            not rules.is_record_count_limited
            or count(*) <= {{ var('max_records_per_key') }}
        )
),

see_birth_dates as (
    select
        keys.*,
        cast(keys.standard_birth_date as {{ dbt.type_string() }}) as birth_date_text,
        min(keys.standard_birth_date) over same_name
        < max(keys.standard_birth_date) over same_name as has_several_birth_dates
    from match_keys as keys
    inner join find_telling_values as telling
        on keys.rule = telling.rule and keys.shared_value = telling.shared_value
    where keys.party_name is not null
    window same_name as (partition by keys.rule, keys.shared_value, keys.party_name)
),

-- father and son of one name: equal dates belong together, the undated stay alone
separate_namesakes as (
    select
        *,
        case
            when has_several_birth_dates
                then coalesce(birth_date_text, record_id)
        end as namesake
    from see_birth_dates
),

-- each record to the smallest of its group: cost grows with records, not their square
point_to_smallest as (
    select
        record_id,
        rule,
        min(record_id) over (
            partition by rule, shared_value, party_name, namesake
        ) as smallest_record_id
    from separate_namesakes
),

-- the desk's link to a record holds unless name, party or birth date speak against it
follow_external_records as (
    select
        requesters.record_id,
        target.record_id as target_record_id,
        target.party_name is null as has_nameless_target,
        count(*) over (partition by target.record_id) as link_count
    from requesters
    inner join standardized_records as requester
        on requesters.record_id = requester.record_id
    inner join standardized_records as target
        on requesters.external_record = target.record_id
    where coalesce(requester.party_name = target.party_name, true)
        and coalesce(requester.party_type = target.party_type, true)
        and coalesce(requester.standard_birth_date = target.standard_birth_date, true)
        and requesters.record_id <> target.record_id
),

unite_pairs as (
    select
        smallest_record_id as record_id_a,
        record_id as record_id_b,
        rule
    from point_to_smallest
    where smallest_record_id <> record_id
    union all
    select
        least(record_id, target_record_id) as record_id_a,
        greatest(record_id, target_record_id) as record_id_b,
        'external_record' as rule
    from follow_external_records
    where link_count <= {{ var('max_records_per_key') }}
        and (link_count = 1 or not has_nameless_target)
)

select * from unite_pairs
