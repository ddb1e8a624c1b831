with

purchases as (
    select * from {{ ref('int_activity__purchases') }} where order_amount is not null
),

months as (
    select * from {{ ref('int_activity__months') }}
),

class_baskets as (
    select
        {{ month_of('purchase_date') }} as month,
        case
            when purchase_date > first_purchase_date then 'existing' else 'new'
        end as revenue_class,
        order_amount as amount
    from purchases
),

-- baskets of equal amounts are counted once: ranks need no row per basket
count_amounts as (
    select
        month,
        revenue_class,
        amount,
        count(*) as order_count
    from class_baskets
    group by month, revenue_class, amount
),

list_periods as (
    select month as member_month, month, 1 as period_months, is_complete
    from months
    union all
    select month as member_month, year_month as month, 12 as period_months, is_complete
    from months
    where year_month is not null
),

-- a period without baskets is a period too
count_period_amounts as (
    select
        list_periods.month,
        list_periods.period_months,
        list_periods.is_complete,
        count_amounts.revenue_class,
        count_amounts.amount,
        sum(count_amounts.order_count) as order_count
    from list_periods
    left join count_amounts on list_periods.member_month = count_amounts.month
    group by
        list_periods.month, list_periods.period_months, list_periods.is_complete,
        count_amounts.revenue_class, count_amounts.amount
),

rank_amounts as (
    select
        *,
        sum(order_count) over (
            partition by month, period_months, revenue_class
            order by amount
            rows between unbounded preceding and current row
        ) as order_rank,
        sum(order_count) over (
            partition by month, period_months, revenue_class
        ) as total_count
    from count_period_amounts
),

-- the median of an even number lies halfway between the middle two
measure_classes as (
    select
        month,
        period_months,
        is_complete,
        revenue_class,
        max(total_count) as order_count,
        cast(sum(amount * order_count) as double) / max(total_count) as mean_basket,
        cast(
            min(amount) filter (where 2 * order_rank >= total_count)
            + min(amount) filter (where 2 * order_rank > total_count) as double
        ) / 2 as median_basket
    from rank_amounts
    group by month, period_months, is_complete, revenue_class
)

select * from measure_classes
