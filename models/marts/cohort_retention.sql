with

first_occasions as (
    select * from {{ ref('int_activity__occasions') }} where occasion_rank = 1
),

active_months as (
    select * from {{ ref('int_relationship__active_months') }}
),

customer_months as (
    select * from {{ ref('int_activity__customer_months') }}
),

months as (
    select * from {{ ref('int_activity__months') }}
),

source_starts as (
    select * from {{ ref('int_activity__source_starts') }}
),

find_cohorts as (
    select
        customer_number,
        {{ month_of('occasion_date') }} as cohort_month
    from first_occasions
),

size_cohorts as (
    select
        cohort_month,
        count(*) as cohort_size
    from find_cohorts
    group by cohort_month
),

-- customers of one cohort who are active over the same months count together
count_periods as (
    select
        find_cohorts.cohort_month,
        active_months.from_month,
        active_months.to_month,
        count(*) as customer_count
    from active_months
    inner join find_cohorts
        on active_months.customer_number = find_cohorts.customer_number
    group by
        find_cohorts.cohort_month, active_months.from_month, active_months.to_month
),

-- a cell is a month that has come
list_cells as (
    select
        size_cohorts.cohort_month,
        size_cohorts.cohort_size,
        months.month,
        months.is_complete,
        {{ dbt.datediff('size_cohorts.cohort_month', 'months.month', 'month') }}
            as month_number
    from size_cohorts
    inner join months on size_cohorts.cohort_month <= months.month
),

count_customers as (
    select
        list_cells.cohort_month,
        list_cells.month,
        sum(count_periods.customer_count) as customer_count
    from list_cells
    inner join count_periods
        on list_cells.cohort_month = count_periods.cohort_month
        and list_cells.month >= count_periods.from_month
        and list_cells.month < count_periods.to_month
    group by list_cells.cohort_month, list_cells.month
),

sum_revenue as (
    select
        find_cohorts.cohort_month,
        customer_months.month,
        sum(customer_months.revenue_amount) as revenue_amount
    from customer_months
    inner join find_cohorts
        on customer_months.customer_number = find_cohorts.customer_number
    group by find_cohorts.cohort_month, customer_months.month
),

find_trusted_month as (
    select max(trusted_from_month) as trusted_from_month from source_starts
),

fill_cells as (
    select
        cast(list_cells.month_number as integer) as month_number,
        list_cells.cohort_size,
        cast(coalesce(count_customers.customer_count, 0) as bigint) as customer_count,
        cast(coalesce(count_customers.customer_count, 0) as double)
        / list_cells.cohort_size as retention,
        cast(coalesce(sum_revenue.revenue_amount, 0) as decimal(18, 2))
            as revenue_amount,
        list_cells.is_complete,
        coalesce(
            list_cells.cohort_month >= find_trusted_month.trusted_from_month, false
        ) as is_trusted,
        list_cells.cohort_month,
        list_cells.month
    from list_cells
    cross join find_trusted_month
    left join count_customers
        on list_cells.cohort_month = count_customers.cohort_month
        and list_cells.month = count_customers.month
    left join sum_revenue
        on list_cells.cohort_month = sum_revenue.cohort_month
        and list_cells.month = sum_revenue.month
)

select * from fill_cells
