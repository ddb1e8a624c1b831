with

order_sums as (
    select * from {{ ref('int_relationship__order_sums') }}
),

months as (
    select * from {{ ref('int_activity__months') }}
),

lifecycle_months as (
    select * from {{ ref('lifecycle_months') }}
),

shop_starts as (
    select * from {{ ref('int_activity__source_starts') }} where source = 'shop'
),

statuses as (
    select * from {{ ref('statuses') }}
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
        coalesce(sum(order_sums.order_count), 0) as order_count,
        coalesce(sum(order_sums.order_sum), 0) as order_amount,
        sum(order_sums.basket_count) as basket_count,
        sum(order_sums.item_count) as items,
        sum(order_sums.priced_sum) as priced_amount,
        coalesce(sum(order_sums.discount_sum), 0) as discount_amount,
        sum(order_sums.known_count) as known_count,
        sum(order_sums.discounted_count) as discounted_count,
        sum(order_sums.dependent_count) as dependent_count,
        sum(order_sums.launch_known_count) as launch_known_count,
        sum(order_sums.launch_count) as launch_count,
        sum(order_sums.group_known_count) as group_known_count,
        sum(order_sums.new_group_count) as new_group_count,
        sum(order_sums.trial_known_count) as trial_known_count,
        sum(order_sums.trial_count) as trial_count,
        months.is_complete,
        months.month
    from months
    cross join list_groups
    left join order_sums
        on months.month = order_sums.month
        and list_groups.customer_group = case list_groups.breakdown
            when 'lifecycle_status' then order_sums.lifecycle_status
            else order_sums.revenue_class
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
        + lifecycle_months.left_count as start_count,
        shop_starts.source is not null as is_trusted
    from add_up_groups
    left join shop_starts on add_up_groups.month >= shop_starts.trusted_from_month
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
        case
            when customer_group <> 'prospect' then order_count / nullif(start_count, 0)
        end as orders_per_customer,
        case when items > 0 then cast(items as double) / basket_count end
            as items_per_order,
        cast(priced_amount as double) / nullif(priced_amount + discount_amount, 0)
            as price_realisation_share,
        discounted_count / nullif(known_count, 0) as discounted_share,
        case
            when customer_group <> 'unidentified'
                then dependent_count / nullif(known_count, 0)
        end as discount_dependent_share,
        launch_count / nullif(launch_known_count, 0) as launch_share,
        new_group_count / nullif(group_known_count, 0) as new_group_share,
        trial_count / nullif(trial_known_count, 0) as trial_share,
        is_complete,
        is_trusted,
        month
    from join_customers
)

select * from divide_sums
