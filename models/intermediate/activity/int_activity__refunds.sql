with

refunds as (
    select * from {{ ref('stg_shop__refunds') }}
),

orders as (
    select * from {{ ref('int_activity__orders') }}
),

refunded_orders as (
    select order_id
    from refunds
    where order_id is not null
    group by order_id
),

-- a refund belongs to the buyer of the order it names
follow_orders as (
    select
        'refund:shop:' || refunds.refund_id as item_key,
        orders.order_key,
        case
            when orders.order_key is null then refunds.record_id
            else orders.record_id
        end as record_id,
        refunds.currency,
        refunds.net_amount,
        false as is_estimated,
        case
            when cast(refunds.refunded_at as date) > {{ as_of_date() }}
                then 'after_as_of'
            when orders.left_out_by is not null then 'refund_of_uncounted_order'
        end as left_out_by,
        refunds.refunded_at,
        coalesce(orders.ordered_at, refunds.refunded_at) as class_at
    from refunds
    left join orders on refunds.order_id = orders.order_id
),

-- an order said to be refunded, of which no refund tells, is taken as refunded whole
estimate_refunds as (
    select
        'refund_estimate:' || orders.order_key as item_key,
        orders.order_key,
        orders.record_id,
        orders.currency,
        orders.net_amount,
        true as is_estimated,
        case
            when cast(orders.updated_at as date) > {{ as_of_date() }}
                then 'after_as_of'
        end as left_out_by,
        orders.updated_at as refunded_at,
        orders.ordered_at as class_at
    from orders
    left join refunded_orders on orders.order_id = refunded_orders.order_id
    where orders.payment_status = 'refunded'
        and orders.left_out_by is null
        and orders.net_amount > 0
        and refunded_orders.order_id is null
),

combine_refunds as (
    select * from follow_orders
    union all
    select * from estimate_refunds
)

select * from combine_refunds
