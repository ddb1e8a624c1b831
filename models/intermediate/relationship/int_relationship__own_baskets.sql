with

first_purchases as (
    select *
    from {{ ref('int_activity__purchases') }}
    where order_amount is not null and purchase_date = first_purchase_date
),

later_purchases as (
    select *
    from {{ ref('int_activity__purchases') }}
    where order_amount is not null and purchase_date > first_purchase_date
),

months as (
    select * from {{ ref('int_activity__months') }}
),

average_first_baskets as (
    select
        customer_number,
        cast(sum(order_amount) as double) / count(*) as first_mean
    from first_purchases
    group by customer_number
),

sum_later_months as (
    select
        customer_number,
        count(*) as order_count,
        sum(order_amount) as order_sum,
        {{ month_of('purchase_date') }} as month
    from later_purchases
    group by customer_number, {{ month_of('purchase_date') }}
),

sum_later_years as (
    select
        sum_later_months.customer_number,
        sum(sum_later_months.order_count) as order_count,
        sum(sum_later_months.order_sum) as order_sum,
        months.year_month
    from sum_later_months
    inner join months on sum_later_months.month = months.month
    where months.year_month is not null
    group by sum_later_months.customer_number, months.year_month
),

list_later_periods as (
    select
        customer_number, cast(order_sum as double) / order_count as later_mean,
        1 as period_months, month
    from sum_later_months
    union all
    select
        customer_number, cast(order_sum as double) / order_count as later_mean,
        12 as period_months, year_month
    from sum_later_years
),

-- each customer weighs the same, however often it came back; decimals add up alike
average_customers as (
    select
        list_later_periods.month,
        list_later_periods.period_months,
        count(*) as customer_count,
        avg(cast(average_first_baskets.first_mean as decimal(28, 12))) as first_basket,
        avg(cast(list_later_periods.later_mean as decimal(28, 12))) as later_basket
    from list_later_periods
    inner join average_first_baskets
        on list_later_periods.customer_number = average_first_baskets.customer_number
    group by list_later_periods.month, list_later_periods.period_months
)

select * from average_customers
