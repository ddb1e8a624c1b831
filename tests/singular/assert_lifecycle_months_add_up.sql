-- Month by month: who was there, plus who came, less who left, is who is there, and all
-- statuses together hold every known customer and the month's identified revenue.
with

compare_months as (
    select
        *,
        lag(customer_count) over (
            partition by lifecycle_status order by month
        ) as previous_count
    from {{ ref('lifecycle_months') }}
),

sum_months as (
    select
        month,
        sum(customer_count) as customer_count,
        sum(revenue_amount) as revenue_amount,
        count(*) filter (
            where previous_count + entered_count - left_count <> customer_count
        ) as broken_count
    from compare_months
    group by month
),

count_known_customers as (
    select
        sum_months.month,
        count(customers.customer_id) as customer_count
    from sum_months
    left join {{ ref('customers') }} as customers
        on customers.known_since < {{ add_months('sum_months.month', 1) }}
    group by sum_months.month
),

sum_revenue as (
    select
        {{ month_of('event_date') }} as month,
        sum(amount) as revenue_amount
    from {{ ref('revenue_events') }}
    where customer_id is not null
    group by {{ month_of('event_date') }}
)

select
    sum_months.*,
    count_known_customers.customer_count as known_customer_count,
    sum_revenue.revenue_amount as identified_amount
from sum_months
inner join count_known_customers on sum_months.month = count_known_customers.month
left join sum_revenue on sum_months.month = sum_revenue.month
where sum_months.broken_count > 0
    or sum_months.customer_count <> count_known_customers.customer_count
    or sum_months.revenue_amount <> coalesce(sum_revenue.revenue_amount, 0)
