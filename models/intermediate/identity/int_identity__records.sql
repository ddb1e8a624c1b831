with

delivered_records as (
    select * from {{ ref('int_identity__delivered_records') }}
),

orders as (
    select * from {{ ref('stg_shop__orders') }}
),

contract_versions as (
    select * from {{ ref('stg_contracts__contract_versions') }}
),

contract_deliveries as (
    select * from {{ ref('stg_broker__contract_deliveries') }}
),

tickets as (
    select * from {{ ref('stg_support__tickets') }}
),

subscriptions as (
    select * from {{ ref('stg_newsletter__subscriptions') }}
),

newsletter_events as (
    select * from {{ ref('stg_newsletter__events') }}
),

refer_to_records as (
    select record_id from orders
    union all
    select record_id from contract_versions
    union all
    select record_id from contract_deliveries
    union all
    select record_id from tickets
),

-- whoever bought, holds a contract or asked is somebody, delivered or not
find_undelivered as (
    select referred.record_id
    from refer_to_records as referred
    left join delivered_records as delivered
        on referred.record_id = delivered.record_id
    where referred.record_id is not null and delivered.record_id is null
    group by referred.record_id
),

list_addresses as (
    select
        lower(trim(email)) as address,
        cast(signed_up_at as date) as signed_up_date,
        signed_up_at
    from subscriptions
    union all
    select
        lower(trim(email)) as address,
        cast(null as date) as signed_up_date,
        cast(null as {{ dbt.type_timestamp() }}) as signed_up_at
    from newsletter_events
),

find_lone_addresses as (
    select
        listed.address,
        min(listed.signed_up_date) as first_seen_date,
        max(listed.signed_up_at) as updated_at
    from list_addresses as listed
    left join delivered_records as delivered
        on listed.address = lower(trim(delivered.email))
    where listed.address is not null and delivered.record_id is null
    group by listed.address
),

unite_records as (
    select
        record_id,
        split_part(record_id, ':', 1) as source,
        {{ person_block() }},
        first_seen_date,
        updated_at
    from delivered_records
    union all
    select
        record_id,
        split_part(record_id, ':', 1) as source,
        {{ no_person_block() }},
        cast(null as date) as first_seen_date,
        cast(null as {{ dbt.type_timestamp() }}) as updated_at
    from find_undelivered
    union all
    select
        'newsletter:' || substr({{ sha256_hex('address') }}, 1, 16) as record_id,
        'newsletter' as source,
        {{ no_person_block("address") }},
        first_seen_date,
        updated_at
    from find_lone_addresses
)

select * from unite_records
