with

outlook_months as (
    select * from {{ ref('int_relationship__outlook_months') }}
),

customer_months as (
    select * from {{ ref('int_activity__customer_months') }} where source = 'shop'
),

first_occasions as (
    select * from {{ ref('int_activity__occasions') }} where occasion_rank = 1
),

count_cohorts as (
    select
        {{ month_of('occasion_date') }} as cohort_month,
        count(*) as customer_count
    from first_occasions
    group by {{ month_of('occasion_date') }}
),

sum_cohorts as (
    select
        {{ month_of('first_occasions.occasion_date') }} as cohort_month,
        customer_months.month,
        sum(customer_months.revenue_amount) as revenue
    from customer_months
    inner join first_occasions
        on customer_months.customer_number = first_occasions.customer_number
    group by {{ month_of('first_occasions.occasion_date') }}, customer_months.month
),

count_customers as (
    select
        outlook_months.made_on,
        sum(count_cohorts.customer_count) as customer_count,
        sum(count_cohorts.customer_count) filter (
            where count_cohorts.cohort_month
            <= {{ add_months('outlook_months.made_month', -12) }}
        ) as earlier_customer_count
    from outlook_months
    inner join count_cohorts on outlook_months.made_month >= count_cohorts.cohort_month
    where outlook_months.month_number = 1
    group by outlook_months.made_on
),

-- what the customers of then brought in the same month of the year before
sum_months as (
    select
        outlook_months.made_on,
        outlook_months.month,
        sum(sum_cohorts.revenue) filter (
            where sum_cohorts.month = {{ add_months('outlook_months.month', -12) }}
            and sum_cohorts.cohort_month
            <= {{ add_months('outlook_months.made_month', -12) }}
        ) as earlier_revenue,
        sum(sum_cohorts.revenue) filter (
            where sum_cohorts.month = outlook_months.month
        ) as actual
    from outlook_months
    left join sum_cohorts
        on outlook_months.made_month >= sum_cohorts.cohort_month
        and outlook_months.month >= sum_cohorts.month
    group by outlook_months.made_on, outlook_months.month
),

-- per customer, times the customers of now
expect_purchases as (
    select
        sum_months.made_on,
        sum_months.month,
        cast(coalesce(sum_months.earlier_revenue, 0) as double)
        / count_customers.earlier_customer_count * count_customers.customer_count
            as expected,
        coalesce(sum_months.actual, 0) as actual
    from sum_months
    left join count_customers on sum_months.made_on = count_customers.made_on
)

select * from expect_purchases
