with

delivered as (
    select * from {{ source('contracts', 'contracts') }}
),

newest as (
    select
        *,
        {{ is_newest('contract_id', version='updated_at') }} as is_newest,
        {{ is_newest(['contract_id', 'updated_at']) }} as is_delivered_last
    from delivered
),

renamed as (
    select
        contract_id,
        'contracts:' || holder_id as record_id,
        holder_id,
        predecessor_contract_id,
        broker_id,

        product_line,
        product_name,
        kind,
        status,
        premium_frequency,
        currency,
        cancelled_by,

        cast(notice_period_days as integer) as notice_period_days,
        cast(premium_amount as decimal(18, 4)) as premium_amount,
        delivery_number,

        cast(auto_renews as boolean) as auto_renews,
        cast(is_technical_cancellation as boolean) as is_technical_cancellation,
        is_newest,

        cast(start_date as date) as start_date,
        cast(end_date as date) as end_date,
        cast(renewal_date as date) as renewal_date,
        cast(cancellation_effective_date as date) as cancellation_effective_date,
        cast(cancellation_received_at as timestamp) as cancellation_received_at,
        cast(updated_at as timestamp) as updated_at
    from newest
    where is_delivered_last
)

select * from renamed
