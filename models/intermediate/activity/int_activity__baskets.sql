with

order_lines as (
    select * from {{ ref('stg_shop__order_lines') }}
),

products as (
    select * from {{ ref('stg_company__products') }}
),

orders as (
    select *
    from {{ ref('int_activity__revenue_items') }}
    where left_out_by is null and kind = 'order'
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
        coalesce(order_lines.product_group, products.product_group) as product_group,
        order_lines.quantity,
        order_lines.discount_amount,
        coalesce(
            orders.event_date < {{ add_days(
                'products.launched_on', var('launch_days')
            ) }}
            and orders.event_date >= products.launched_on,
            case when count_launches.launch_count > 0 then false end
        ) as is_launch,
        orders.event_at
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
        order_key,
        cast(sum(quantity) as decimal(18, 4)) as item_count,
        cast(sum(discount_amount) as decimal(18, 4)) as discount_amount,
        bool_or(is_launch) as has_launch,
        bool_or(
            case
                when customer_number is not null and product_group is not null
                    then event_at = first_at
            end
        ) as has_new_group
    from find_first_times
    group by order_key
)

select * from sum_baskets
