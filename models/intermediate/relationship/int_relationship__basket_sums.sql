with

order_lines as (
    select * from {{ ref('stg_shop__order_lines') }}
),

products as (
    select * from {{ ref('stg_company__products') }}
),

orders as (
    select *
    from {{ ref('int_relationship__revenue_classes') }}
    where kind = 'order'
),

count_launches as (
    select count(launched_on) as launch_count from products
),

-- the product catalogue knows the group where the line does not; one that names no
-- launch at all says nothing about launches
describe_lines as (
    select
        orders.order_key,
        orders.customer_number,
        orders.is_existing_by_purchase_day as is_existing,
        orders.lifecycle_status,
        coalesce(order_lines.product_group, products.product_group) as product_group,
        order_lines.quantity,
        coalesce(
            cast(orders.event_at as date) < {{ add_days(
                'products.launched_on', var('launch_days')
            ) }}
            and cast(orders.event_at as date) >= products.launched_on,
            case when count_launches.launch_count > 0 then false end
        ) as is_launch,
        orders.event_at,
        orders.month
    from order_lines
    cross join count_launches
    inner join orders on 'shop:' || order_lines.order_id = orders.order_key
    left join products on order_lines.product_id = products.product_id
),

find_first_times as (
    select
        *,
        min(event_at) over (partition by customer_number, product_group) as first_at
    from describe_lines
),

sum_baskets as (
    select
        is_existing,
        lifecycle_status,
        sum(quantity) as item_count,
        bool_or(is_launch) as has_launch,
        bool_or(
            case
                when customer_number is not null and product_group is not null
                    then event_at = first_at
            end
        ) as has_new_group,
        month
    from find_first_times
    group by order_key, is_existing, lifecycle_status, month
),

-- an order is neither new nor existing revenue only where its customer is unknown
sum_classes as (
    select
        case is_existing
            when true then 'existing' when false then 'new' else 'unidentified'
        end as revenue_class,
        coalesce(lifecycle_status, 'unidentified') as lifecycle_status,
        count(*) as basket_count,
        sum(item_count) as item_count,
        count(has_launch) as launch_known_count,
        count(*) filter (where has_launch) as launch_count,
        count(has_new_group) as group_known_count,
        count(*) filter (where has_new_group) as new_group_count,
        count(coalesce(has_launch, has_new_group)) as trial_known_count,
        count(*) filter (where has_launch or has_new_group) as trial_count,
        month
    from sum_baskets
    group by month, is_existing, lifecycle_status
)

select * from sum_classes
