with

purchases as (
    select * from {{ ref('int_activity__purchases') }} where order_amount is not null
),

months as (
    select * from {{ ref('int_activity__months') }}
),

sum_months as (
    select
        customer_number,
        purchase_date > first_purchase_date as is_later,
        count(*) as order_count,
        sum(order_amount) as order_sum,
        {{ month_of('purchase_date') }} as month
    from purchases
    group by
        customer_number,
        purchase_date > first_purchase_date,
        {{ month_of('purchase_date') }}
),

average_first_baskets as (
    select
        customer_number,
        cast(sum(order_sum) as double) / sum(order_count) as first_mean
    from sum_months
    where not is_later
    group by customer_number
),

sum_later_years as (
    select
        sum_months.customer_number,
        sum(sum_months.order_count) as order_count,
        sum(sum_months.order_sum) as order_sum,
        months.year_month
    from sum_months
    inner join months on sum_months.month = months.month
    where sum_months.is_later and months.year_month is not null
    group by sum_months.customer_number, months.year_month
),

list_later_periods as (
    select
        customer_number, cast(order_sum as double) / order_count as later_mean,
        1 as period_months, month
    from sum_months
    where is_later
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
