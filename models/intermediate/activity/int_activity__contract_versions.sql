with

contract_versions as (
    select * from {{ ref('stg_contracts__contract_versions') }}
),

broker_deliveries as (
    select * from {{ ref('stg_broker__contract_deliveries') }}
),

-- a broker delivers the whole contract again each time: the last row is the newest
rank_broker_deliveries as (
    select
        *,
        row_number() over (
            partition by broker_id, broker_contract_id
            order by delivered_at desc, delivery_number desc, delivery_id
        ) as newest_rank
    from broker_deliveries
),

-- an empty currency is the company's own
combine_sources as (
    select
        'contracts:' || contract_id as contract_key,
        contract_id,
        contract_id as stated_number,
        'contracts' as source,
        record_id,
        broker_id,
        null as delivery_id,
        product_line,
        kind,
        status,
        predecessor_contract_id,
        cancelled_by,
        premium_frequency,
        coalesce(currency, '{{ var("company_currency") }}') as currency,
        premium_amount,
        notice_period_days,
        delivery_number,
        true as is_own,
        coalesce(auto_renews, false) as auto_renews,
        coalesce(is_technical_cancellation, false) as is_technical_end,
        is_newest,
        start_date,
        end_date,
        renewal_date,
        cancellation_effective_date,
        cancellation_received_at,
        updated_at
    from contract_versions
    union all
    select
        'broker:' || broker_id || '/' || broker_contract_id as contract_key,
        null as contract_id,
        contract_id as stated_number,
        'broker' as source,
        record_id,
        broker_id,
        delivery_id,
        product_line,
        null as kind,
        status,
        null as predecessor_contract_id,
        null as cancelled_by,
        premium_frequency,
        coalesce(currency, '{{ var("company_currency") }}') as currency,
        premium_amount,
        null as notice_period_days,
        delivery_number,
        is_own,
        false as auto_renews,
        false as is_technical_end,
        newest_rank = 1 as is_newest,
        start_date,
        end_date,
        null as renewal_date,
        null as cancellation_effective_date,
        null as cancellation_received_at,
        delivered_at as updated_at
    from rank_broker_deliveries
)

select * from combine_sources
