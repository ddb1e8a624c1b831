-- From the first known day to as_of_date every customer has one status a day, the first
-- occasion lies within, and the last status is the customer's.
with

count_days as (
    select
        customer_id,
        min(valid_from) as known_since,
        max(lifecycle_status) filter (where valid_to is null) as last_status,
        sum({{ dbt.datediff(
            'valid_from',
            'coalesce(valid_to, ' ~ add_days(as_of_date(), 1) ~ ')',
            'day'
        ) }}) as day_count
    from {{ ref('customer_statuses') }}
    group by customer_id
)

select
    customers.customer_id,
    customers.lifecycle_status,
    count_days.*
from {{ ref('customers') }} as customers
left join count_days on customers.customer_id = count_days.customer_id
where count_days.day_count is null
    or count_days.day_count
    <> {{ dbt.datediff('count_days.known_since', as_of_date(), 'day') }} + 1
    or count_days.known_since > customers.first_occasion_date
    or count_days.last_status <> customers.lifecycle_status
