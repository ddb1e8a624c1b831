with

deliveries as (
    select * from {{ ref('stg_broker__contract_deliveries') }}
),

find_last_sightings as (
    select
        broker_id,
        broker_contract_id,
        max(delivered_at) as last_seen_at
    from deliveries
    group by broker_id, broker_contract_id
),

find_full_deliveries as (
    select
        broker_id,
        delivery_id,
        min(delivered_at) as delivered_at
    from deliveries
    where delivery_kind = 'full'
    group by broker_id, delivery_id
),

-- a full delivery after the last sighting lacks the contract: it ended by then
find_dropouts as (
    select
        'broker:' || find_last_sightings.broker_id
        || '/' || find_last_sightings.broker_contract_id as contract_key,
        cast(min(find_full_deliveries.delivered_at) as date) as missing_from
    from find_last_sightings
    inner join find_full_deliveries
        on find_last_sightings.broker_id = find_full_deliveries.broker_id
        and find_last_sightings.last_seen_at < find_full_deliveries.delivered_at
    group by
        find_last_sightings.broker_id,
        find_last_sightings.broker_contract_id
)

select * from find_dropouts
