with

delivered as (
    select * from {{ source('broker', 'commissions') }}
),

newest as (
    select
        *,
        {{ is_newest('commission_id') }} as is_newest
    from delivered
),

renamed as (
    select
        commission_id,
        broker_id,
        contract_id,

        kind,
        currency,

        cast(amount as decimal(18, 4)) as amount,
        delivery_number,

        cast(booked_on as date) as booked_on
    from newest
    where is_newest
)

select * from renamed
