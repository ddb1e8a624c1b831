with

orders as (
    select * from {{ ref('stg_shop__orders') }}
),

-- an order counts unless cancelled or failed; what lies beyond the day is not judged
judge_orders as (
    select
        'shop:' || order_id as order_key,
        order_id,
        record_id,
        payment_status,
        currency,
        net_amount,
        discount_amount,
        case
            when cast(ordered_at as date) > {{ as_of_date() }} then 'after_as_of'
            when status = 'cancelled' then 'cancelled_order'
            when payment_status = 'failed' then 'failed_payment'
            when payment_status = 'cancelled' then 'cancelled_payment'
        end as left_out_by,
        ordered_at,
        updated_at
    from orders
)

select * from judge_orders
