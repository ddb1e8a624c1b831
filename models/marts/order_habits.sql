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
        count(discount_amount) as priced_count,
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
divide_sums as (
    select
        add_up_groups.breakdown,
        add_up_groups.customer_group,
        cast(add_up_groups.order_count as bigint) as order_count,
        cast(lifecycle_months.customer_count - lifecycle_months.entered_count
        + lifecycle_months.left_count as bigint) as start_customer_count,
        cast(add_up_groups.order_amount as decimal(18, 2)) as order_amount,
        cast(add_up_groups.discount_amount as decimal(18, 2)) as discount_amount,
        add_up_groups.order_count / nullif(
            lifecycle_months.customer_count - lifecycle_months.entered_count
            + lifecycle_months.left_count, 0
        ) as orders_per_customer,
        cast(add_up_groups.items as double) / nullif(add_up_groups.basket_count, 0)
            as items_per_order,
        cast(add_up_groups.priced_amount as double) / nullif(
            add_up_groups.priced_amount + add_up_groups.discount_amount, 0
        ) as price_realisation_share,
        add_up_groups.discounted_count / nullif(add_up_groups.known_count, 0) as discounted_share,
        add_up_groups.dependent_count / nullif(add_up_groups.known_count, 0) as discount_dependent_share,
        add_up_groups.launch_count / nullif(add_up_groups.basket_count, 0) as launch_share,
        add_up_groups.new_group_count / nullif(add_up_groups.basket_count, 0) as new_group_share,
        add_up_groups.trial_count / nullif(add_up_groups.basket_count, 0) as trial_share,
        add_up_groups.is_complete,
        add_up_groups.month
    from add_up_groups
    left join lifecycle_months
        on add_up_groups.month = lifecycle_months.month
        and add_up_groups.breakdown = 'lifecycle_status'
        and add_up_groups.customer_group = lifecycle_months.lifecycle_status
)

select * from divide_sums
