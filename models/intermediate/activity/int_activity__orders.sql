with

orders as (
    select * from {{ ref('stg_shop__orders') }}
),

order_lines as (
    select * from {{ ref('stg_shop__order_lines') }} where discount_amount is not null
),

-- the order's own discount is that of the whole order; else its lines say it
sum_line_discounts as (
    select
        orders.order_id,
        cast(sum(order_lines.discount_amount) as decimal(18, 4)) as discount_amount
    from orders
    inner join order_lines on orders.order_id = order_lines.order_id
    where orders.discount_amount is null
    group by orders.order_id
),

-- an order counts unless cancelled or failed; what lies beyond the day is not judged
judge_orders as (
    select
        'shop:' || orders.order_id as order_key,
        orders.order_id,
        orders.record_id,
        orders.payment_status,
        orders.currency,
        orders.net_amount,
        coalesce(orders.discount_amount, sum_line_discounts.discount_amount)
            as discount_amount,
        case
            when cast(orders.ordered_at as date) > {{ as_of_date() }} then 'after_as_of'
            when orders.status = 'cancelled' then 'cancelled_order'
            when orders.payment_status = 'failed' then 'failed_payment'
            when orders.payment_status = 'cancelled' then 'cancelled_payment'
        end as left_out_by,
        orders.ordered_at,
        orders.updated_at
    from orders
    left join sum_line_discounts on orders.order_id = sum_line_discounts.order_id
)

select * from judge_orders
