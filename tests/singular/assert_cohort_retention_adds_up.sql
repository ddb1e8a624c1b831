-- Cohorts hold every customer with an occasion, all of whom are active in their first
-- month, and all revenue since then; no cell has more customers than its cohort.
with

cells as (
    select * from {{ ref('cohort_retention') }}
),

sum_cells as (
    select
        cohort_month,
        max(cohort_size) as cohort_size,
        max(cohort_size) - min(cohort_size) as size_difference,
        max(customer_count) as largest_count,
        sum(customer_count) filter (where month_number = 0) as first_count,
        sum(revenue_amount) as revenue_amount
    from cells
    group by cohort_month
),

sum_customers as (
    select
        {{ month_of('first_occasion_date') }} as cohort_month,
        count(*) as customer_count
    from {{ ref('customers') }}
    where first_occasion_date is not null
    group by {{ month_of('first_occasion_date') }}
),

sum_events as (
    select
        {{ month_of('customers.first_occasion_date') }} as cohort_month,
        sum(events.amount) as amount
    from {{ ref('revenue_events') }} as events
    inner join {{ ref('customers') }} as customers
        on events.customer_id = customers.customer_id
        and events.event_month >= {{ month_of('customers.first_occasion_date') }}
    group by {{ month_of('customers.first_occasion_date') }}
)

select
    sum_customers.*,
    sum_cells.cohort_size,
    sum_cells.first_count,
    sum_cells.revenue_amount,
    sum_events.amount
from sum_customers
left join sum_cells on sum_customers.cohort_month = sum_cells.cohort_month
left join sum_events on sum_customers.cohort_month = sum_events.cohort_month
where (sum_cells.cohort_size is null and exists (select cells.month from cells))
    or sum_cells.cohort_size <> sum_customers.customer_count
    or sum_cells.size_difference <> 0
    or sum_cells.largest_count > sum_cells.cohort_size
    or sum_cells.first_count <> sum_cells.cohort_size
    or sum_cells.revenue_amount <> coalesce(sum_events.amount, 0)
