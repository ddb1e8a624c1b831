with

revenue_items as (
    select *
    from {{ ref('int_activity__revenue_items') }}
    where left_out_by is null and kind = 'order'
),

orders as (
    select * from {{ ref('int_activity__orders') }}
),

baskets as (
    select * from {{ ref('int_activity__baskets') }}
),

revenue_classes as (
    select * from {{ ref('int_relationship__revenue_classes') }}
),

purchases as (
    select * from {{ ref('int_activity__purchases') }}
),

-- the order's own discount is that of the whole order; else its lines say it
describe_orders as (
    select
        revenue_items.item_key,
        revenue_items.order_key,
        revenue_items.customer_id,
        baskets.item_count,
        revenue_items.amount,
        revenue_items.original_amount,
        coalesce(orders.discount_amount, baskets.discount_amount) as original_discount,
        baskets.has_launch,
        baskets.has_new_group,
        revenue_items.event_at,
        {{ month_of('revenue_items.event_date') }} as month
    from revenue_items
    inner join orders on revenue_items.order_key = orders.order_key
    left join baskets on revenue_items.order_key = baskets.order_key
),

-- how often a customer has bought at a discount so far, this order included; before
-- classes are joined, so that the window and all joins never share the memory
count_discounts as (
    select
        *,
        count(original_discount) over so_far as known_count,
        count(case when original_discount > 0 then 1 end) over so_far
            as discounted_count
    from describe_orders
    window
        so_far as (
            partition by customer_id
            order by event_at, order_key
            rows between unbounded preceding and current row
        )
),

-- a discount follows the rate of its order; of an order of nothing no rate is known
judge_orders as (
    select
        counted.order_key,
        counted.customer_id,
        case
            when counted.customer_id is null then 'unidentified'
            when revenue_classes.is_existing_by_purchase_day then 'existing'
            else 'new'
        end as revenue_class,
        coalesce(revenue_classes.lifecycle_status, 'unidentified') as lifecycle_status,
        counted.item_count,
        counted.amount,
        cast(
            round(
                counted.original_discount * counted.amount
                / nullif(counted.original_amount, 0), 2
            ) as decimal(18, 2)
        ) as discount_amount,
        counted.original_discount > 0 as is_discounted,
        counted.customer_id is not null
        and counted.known_count > 1
        and counted.discounted_count
        >= {{ var('discount_dependency_share') }} * counted.known_count
            as is_discount_dependent,
        counted.has_launch,
        counted.has_new_group,
        purchases.purchase_key is not null as is_purchase,
        counted.month
    from count_discounts as counted
    left join revenue_classes on counted.item_key = revenue_classes.item_key
    left join purchases on counted.order_key = purchases.purchase_key
)

select * from judge_orders
