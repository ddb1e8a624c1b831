with

orders as (
    select *
    from {{ ref('int_relationship__revenue_classes') }}
    where kind = 'order'
),

basket_sums as (
    select * from {{ ref('int_relationship__basket_sums') }}
),

-- a discount follows the rate of its order; of an order of nothing no rate is known,
-- and neither a negative order nor a surcharge says what share of a price was paid
convert_discounts as (
    select
        customer_number,
        is_existing_by_purchase_day as is_existing,
        lifecycle_status,
        amount,
        cast(
            case
                when original_amount > 0 and discount_amount >= 0
                    then round(discount_amount * amount / original_amount, 2)
            end as decimal(18, 2)
        ) as discount_amount,
        discount_amount > 0 as is_discounted,
        event_at,
        month
    from orders
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

-- an order without a discount named says nothing about prices; it is neither new nor
-- existing revenue only where its customer is unknown
sum_orders as (
    select
        case is_existing
            when true then 'existing' when false then 'new' else 'unidentified'
        end as revenue_class,
        coalesce(lifecycle_status, 'unidentified') as lifecycle_status,
        count(*) as order_count,
        sum(amount) as order_sum,
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
        month
    from count_discounts
    group by month, is_existing, lifecycle_status
),

join_baskets as (
    select
        sum_orders.revenue_class,
        sum_orders.lifecycle_status,
        sum_orders.order_count,
        sum_orders.order_sum,
        coalesce(basket_sums.basket_count, 0) as basket_count,
        basket_sums.item_count,
        sum_orders.priced_sum,
        sum_orders.discount_sum,
        sum_orders.known_count,
        sum_orders.discounted_count,
        sum_orders.dependent_count,
        coalesce(basket_sums.launch_known_count, 0) as launch_known_count,
        coalesce(basket_sums.launch_count, 0) as launch_count,
        coalesce(basket_sums.group_known_count, 0) as group_known_count,
        coalesce(basket_sums.new_group_count, 0) as new_group_count,
        coalesce(basket_sums.trial_known_count, 0) as trial_known_count,
        coalesce(basket_sums.trial_count, 0) as trial_count,
        sum_orders.month
    from sum_orders
    left join basket_sums
        on sum_orders.month = basket_sums.month
        and sum_orders.revenue_class = basket_sums.revenue_class
        and sum_orders.lifecycle_status = basket_sums.lifecycle_status
)

select * from join_baskets
