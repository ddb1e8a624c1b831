with

orders as (
    select *
    from {{ ref('int_relationship__revenue_classes') }}
    where kind = 'order'
),

baskets as (
    select * from {{ ref('int_activity__baskets') }}
),

-- the order's own discount is that of the whole order; else its lines say it
describe_orders as (
    select
        orders.customer_number,
        orders.is_existing_by_purchase_day as is_existing,
        coalesce(orders.lifecycle_status, 'unidentified') as lifecycle_status,
        baskets.item_count,
        orders.amount,
        orders.original_amount,
        coalesce(orders.discount_amount, baskets.discount_amount) as original_discount,
        baskets.has_launch,
        baskets.has_new_group,
        orders.event_at,
        orders.month
    from orders
    left join baskets on orders.order_key = baskets.order_key
),

-- a discount follows the rate of its order; of an order of nothing no rate is known,
-- and neither a negative order nor a surcharge says what share of a price was paid
convert_discounts as (
    select
        customer_number,
        is_existing,
        lifecycle_status,
        item_count,
        amount,
        cast(
            case
                when original_amount > 0 and original_discount >= 0
                    then round(original_discount * amount / original_amount, 2)
            end as decimal(18, 2)
        ) as discount_amount,
        original_discount > 0 as is_discounted,
        has_launch,
        has_new_group,
        event_at,
        month
    from describe_orders
),

-- how often a customer has bought at a discount so far, orders of this moment included
count_discounts as (
    select
        *,
        count(is_discounted) over so_far as known_so_far,
        count(case when is_discounted then 1 end) over so_far as discounted_so_far
    from convert_discounts
    window
        so_far as (
            partition by customer_number
            order by event_at
            range between unbounded preceding and current row
        )
),

-- named after the window, which sorts narrow rows faster
name_classes as (
    select
        *,
        case
            when customer_number is null then 'unidentified'
            when is_existing then 'existing'
            else 'new'
        end as revenue_class
    from count_discounts
),

-- an order without a discount named says nothing about prices
sum_orders as (
    select
        revenue_class,
        lifecycle_status,
        count(*) as order_count,
        sum(amount) as order_sum,
        count(item_count) as basket_count,
        sum(item_count) as item_count,
        sum(amount) filter (where discount_amount is not null) as priced_sum,
        sum(discount_amount) as discount_sum,
        count(is_discounted) as known_count,
        count(*) filter (where is_discounted) as discounted_count,
        count(*) filter (
            where customer_number is not null
            and is_discounted is not null
            and known_so_far > 1
            and discounted_so_far
            >= {{ var('discount_dependency_share') }} * known_so_far
        ) as dependent_count,
        count(has_launch) as launch_known_count,
        count(*) filter (where has_launch) as launch_count,
        count(has_new_group) as group_known_count,
        count(*) filter (where has_new_group) as new_group_count,
        count(coalesce(has_launch, has_new_group)) as trial_known_count,
        count(*) filter (where has_launch or has_new_group) as trial_count,
        month
    from name_classes
    group by month, revenue_class, lifecycle_status
)

select * from sum_orders
