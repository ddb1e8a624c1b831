with

revenue_items as (
    select * from {{ ref('int_activity__revenue_items') }} where left_out_by is null
),

contracts as (
    select * from {{ ref('int_activity__contracts') }}
),

positive_orders as (
    select *
    from revenue_items
    where kind = 'order' and original_amount > 0 and customer_number is not null
),

-- what refunds in the order's currency cannot say, the company's currency must
sum_refunds as (
    select
        positive_orders.order_key,
        bool_and(refunds.original_currency = positive_orders.original_currency)
            as is_same_currency,
        -sum(refunds.original_amount) filter (
            where refunds.original_currency = positive_orders.original_currency
        ) as refunded_original_amount,
        -sum(refunds.amount) as refunded_amount
    from positive_orders
    inner join revenue_items as refunds
        on positive_orders.order_key = refunds.order_key
        and refunds.kind = 'refund'
    group by positive_orders.order_key
),

keep_orders as (
    select
        positive_orders.customer_id,
        positive_orders.customer_number,
        positive_orders.order_key as purchase_key,
        positive_orders.source,
        positive_orders.amount as order_amount,
        cast(
            positive_orders.amount - coalesce(sum_refunds.refunded_amount, 0)
            as decimal(18, 2)
        ) as purchase_amount,
        positive_orders.event_at as purchased_at
    from positive_orders
    left join sum_refunds on positive_orders.order_key = sum_refunds.order_key
    where not coalesce(
            sum_refunds.refunded_original_amount >= positive_orders.original_amount
            or (
                not sum_refunds.is_same_currency
                and sum_refunds.refunded_amount >= positive_orders.amount
            ), false
        )
),

-- a successor goes on with its chain; any other start is a purchase
keep_contract_starts as (
    select
        customer_id,
        customer_number,
        contract_key as purchase_key,
        source,
        cast(null as decimal(18, 2)) as order_amount,
        cast(null as decimal(18, 2)) as purchase_amount,
        cast(start_date as timestamp) as purchased_at
    from contracts
    where is_counted
        and predecessor_key is null
        and customer_id is not null
        and start_date <= {{ as_of_date() }}
),

combine_purchases as (
    select * from keep_orders
    union all
    select * from keep_contract_starts
),

rank_purchases as (
    select
        *,
        row_number() over in_time as purchase_rank,
        cast(purchased_at as date) as purchase_date,
        cast(first_value(purchased_at) over in_time as date) as first_purchase_date
    from combine_purchases
    window in_time as (
        partition by customer_number order by purchased_at, purchase_key
    )
)

select * from rank_purchases
