-- Start and all movements make the end, the end is the next month's start, no movement
-- is negative, and the last end is what customers hold today.
with

sum_months as (
    select
        month,
        min(annual_premium_amount) as smallest_amount,
        sum(case
            when movement in ('downgrade', 'churn', 'technical_out')
                then -annual_premium_amount
            when movement = 'end' then 0
            else annual_premium_amount
        end) as moved_amount,
        sum(annual_premium_amount) filter (where movement = 'start') as start_amount,
        sum(annual_premium_amount) filter (where movement = 'end') as end_amount,
        sum(customer_count) filter (where movement = 'end') as end_count
    from {{ ref('contract_movements') }}
    group by month
),

compare_months as (
    select
        *,
        lag(end_amount) over (order by month) as previous_amount,
        month = max(month) over () as is_last
    from sum_months
),

sum_customers as (
    select
        sum(annual_premium_amount) as annual_premium_amount,
        count(*) filter (where live_contract_count > 0) as customer_count
    from {{ ref('customers') }}
)

select compare_months.*
from compare_months
cross join sum_customers
where compare_months.moved_amount <> compare_months.end_amount
    or compare_months.start_amount <> compare_months.previous_amount
    or compare_months.smallest_amount < 0
    or (
        compare_months.is_last
        and (
            compare_months.end_amount <> sum_customers.annual_premium_amount
            or compare_months.end_count <> sum_customers.customer_count
        )
    )
