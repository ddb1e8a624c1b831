with

forecast_dates as (
    select * from {{ ref('int_relationship__forecast_dates') }}
),

purchases as (
    select * from {{ ref('int_activity__purchases') }} where purchase_amount > 0
),

-- whatever a customer buys on one day is one purchase
sum_days as (
    select
        customer_id,
        sum(purchase_amount) as day_amount,
        purchase_date
    from purchases
    group by customer_id, purchase_date
),

sum_customers as (
    select
        sum_days.customer_id,
        forecast_dates.cut_off_date,
        forecast_dates.is_current,
        count(*) - 1 as repeat_count,
        sum(sum_days.day_amount) as purchase_amount,
        {{ value_at_max(
            'sum_days.day_amount',
            dbt.datediff('sum_days.purchase_date', as_of_date(), 'day')
        ) }} as first_amount,
        min(sum_days.purchase_date) as first_purchase_date,
        max(sum_days.purchase_date) as last_purchase_date
    from sum_days
    inner join forecast_dates
        on sum_days.purchase_date <= forecast_dates.cut_off_date
    group by
        sum_days.customer_id,
        forecast_dates.cut_off_date,
        forecast_dates.is_current
),

measure_weeks as (
    select
        customer_id,
        repeat_count,
        {{ dbt.datediff('first_purchase_date', 'last_purchase_date', 'day') }}
        / cast({{ var('value_period_days') }} as double) as recency_weeks,
        {{ dbt.datediff('first_purchase_date', 'cut_off_date', 'day') }}
        / cast({{ var('value_period_days') }} as double) as age_weeks,
        cast(purchase_amount as decimal(18, 2)) as purchase_amount,
        cast((purchase_amount - first_amount) / nullif(repeat_count, 0) as double)
            as mean_repeat_amount,
        is_current,
        cut_off_date,
        first_purchase_date,
        last_purchase_date
    from sum_customers
)

select * from measure_weeks
