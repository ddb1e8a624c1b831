-- each breakdown holds every counted order of the month, once and to the cent
with

order_habits as (
    select * from {{ ref('order_habits') }}
),

orders as (
    select * from {{ ref('revenue_events') }} where kind = 'order'
),

sum_habits as (
    select
        month,
        breakdown,
        sum(order_count) as order_count,
        sum(order_amount) as order_amount
    from order_habits
    group by month, breakdown
),

sum_orders as (
    select
        event_month,
        count(*) as order_count,
        sum(amount) as order_amount
    from orders
    group by event_month
),

find_differences as (
    select
        sum_habits.month,
        sum_habits.breakdown
    from sum_habits
    left join sum_orders on sum_habits.month = sum_orders.event_month
    where sum_habits.order_count <> coalesce(sum_orders.order_count, 0)
        or sum_habits.order_amount <> coalesce(sum_orders.order_amount, 0)
)

select * from find_differences
