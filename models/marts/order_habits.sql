with

order_facts as (
    select * from {{ ref('int_relationship__order_facts') }}
),

months as (
    select * from {{ ref('int_activity__months') }}
),

lifecycle_months as (
    select * from {{ ref('lifecycle_months') }}
),

statuses as (
    select * from {{ ref('statuses') }}
),

-- an order without a discount named says nothing about prices
sum_orders as (
    select
        month,
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
        count(*) filter (where is_discount_dependent) as dependent_count,
        count(*) filter (where has_launch) as launch_count,
        count(*) filter (where has_new_group) as new_group_count,
        count(*) filter (where has_launch or has_new_group) as trial_count
    from order_facts
    group by month, revenue_class, lifecycle_status
),

list_groups as (
    select 'lifecycle_status' as breakdown, code as customer_group from statuses
    union all
    select 'lifecycle_status' as breakdown, 'unidentified' as customer_group
    union all
    select 'revenue_class' as breakdown, 'new' as customer_group
    union all
    select 'revenue_class' as breakdown, 'existing' as customer_group
    union all
    select 'revenue_class' as breakdown, 'unidentified' as customer_group
),

-- a month without orders is a row too
add_up_groups as (
    select
        list_groups.breakdown,
        list_groups.customer_group,
        coalesce(sum(sum_orders.order_count), 0) as order_count,
        coalesce(sum(sum_orders.order_sum), 0) as order_amount,
        sum(sum_orders.basket_count) as basket_count,
        sum(sum_orders.item_count) as items,
        sum(sum_orders.priced_sum) as priced_amount,
        coalesce(sum(sum_orders.discount_sum), 0) as discount_amount,
        sum(sum_orders.known_count) as known_count,
        sum(sum_orders.discounted_count) as discounted_count,
        sum(sum_orders.dependent_count) as dependent_count,
        sum(sum_orders.launch_count) as launch_count,
        sum(sum_orders.new_group_count) as new_group_count,
        sum(sum_orders.trial_count) as trial_count,
        months.is_complete,
        months.month
    from months
    cross join list_groups
    left join sum_orders
        on months.month = sum_orders.month
        and list_groups.customer_group = case list_groups.breakdown
            when 'lifecycle_status' then sum_orders.lifecycle_status
            else sum_orders.revenue_class
        end
    group by
        list_groups.breakdown, list_groups.customer_group,
        months.is_complete, months.month
),

-- who could have ordered: the customers who stood there when the month began
join_customers as (
    select
        add_up_groups.*,
        lifecycle_months.customer_count - lifecycle_months.entered_count
        + lifecycle_months.left_count as start_count
    from add_up_groups
    left join lifecycle_months
        on add_up_groups.month = lifecycle_months.month
        and add_up_groups.breakdown = 'lifecycle_status'
        and add_up_groups.customer_group = lifecycle_months.lifecycle_status
),

divide_sums as (
    select
        breakdown,
        customer_group,
        cast(order_count as bigint) as order_count,
        cast(start_count as bigint) as start_customer_count,
        cast(order_amount as decimal(18, 2)) as order_amount,
        cast(discount_amount as decimal(18, 2)) as discount_amount,
        order_count / nullif(start_count, 0) as orders_per_customer,
        cast(items as double) / nullif(basket_count, 0) as items_per_order,
        cast(priced_amount as double) / nullif(priced_amount + discount_amount, 0)
            as price_realisation_share,
        discounted_count / nullif(known_count, 0) as discounted_share,
        dependent_count / nullif(known_count, 0) as discount_dependent_share,
        launch_count / nullif(basket_count, 0) as launch_share,
        new_group_count / nullif(basket_count, 0) as new_group_share,
        trial_count / nullif(basket_count, 0) as trial_share,
        is_complete,
        month
    from join_customers
)

select * from divide_sums
