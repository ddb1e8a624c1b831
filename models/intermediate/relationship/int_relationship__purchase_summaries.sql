with

forecast_dates as (
    select * from {{ ref('int_relationship__forecast_dates') }}
),

occasions as (
    select * from {{ ref('int_activity__occasions') }} where purchase_amount > 0
),

sum_customers as (
    select
        occasions.customer_number,
        forecast_dates.cut_off_date,
        forecast_dates.is_current,
        count(*) - 1 as repeat_count,
        sum(occasions.purchase_amount) as purchase_amount,
        {{ value_at_max(
            'occasions.purchase_amount',
            dbt.datediff('occasions.occasion_date', as_of_date(), 'day')
        ) }} as first_amount,
        min(occasions.occasion_date) as first_purchase_date,
        max(occasions.occasion_date) as last_purchase_date
    from occasions
    inner join forecast_dates
        on occasions.occasion_date <= forecast_dates.cut_off_date
    group by
        occasions.customer_number,
        forecast_dates.cut_off_date,
        forecast_dates.is_current
),

measure_weeks as (
    select
        customer_number,
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
