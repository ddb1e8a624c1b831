with

delivered as (
    select * from {{ source('broker', 'contracts') }}
),

-- every delivery is a fact (a full one tells what is gone); only its repetition is not
newest as (
    select
        *,
        {{ is_newest([
            'broker_id', 'broker_contract_id', 'delivery_id', 'delivered_at',
        ]) }} as is_newest
    from delivered
),

renamed as (
    select
        broker_id,
        broker_contract_id,
        delivery_id,
        'broker:' || broker_id || '/' || client_id as record_id,
        client_id,
        contract_id,

        insurer,
        product_line,
        status,
        premium_frequency,
        currency,
        delivery_kind,

        cast(premium_amount as decimal(18, 4)) as premium_amount,
        delivery_number,

        cast(is_own as boolean) as is_own,

        cast(start_date as date) as start_date,
        cast(end_date as date) as end_date,
        cast(delivered_at as timestamp) as delivered_at
    from newest
    where is_newest
)

select * from renamed
