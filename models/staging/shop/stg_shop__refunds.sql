with

delivered as (
    select * from {{ source('shop', 'refunds') }}
),

newest as (
    select
        *,
        {{ is_newest('refund_id') }} as is_newest
    from delivered
),

renamed as (
    select
        refund_id,
        order_id,
        'shop:' || customer_id as record_id,
        customer_id as shop_customer_id,

        reason,
        currency,

        cast(net_amount as decimal(18, 4)) as net_amount,
        delivery_number,

        cast(refunded_at as timestamp) as refunded_at
    from newest
    where is_newest
)

select * from renamed
