with

months as (
    select * from {{ ref('int_activity__months') }}
),

statuses as (
    select * from {{ ref('statuses') }}
),

customer_statuses as (
    select * from {{ ref('customer_statuses') }}
),

customer_months as (
    select * from {{ ref('int_activity__customer_months') }}
),

list_moves as (
    select
        lifecycle_status,
        {{ month_of('valid_from') }} as month,
        1 as entered,
        0 as has_left
    from customer_statuses
    union all
    select
        lifecycle_status,
        {{ month_of('valid_to') }} as month,
        0 as entered,
        1 as has_left
    from customer_statuses
    where valid_to is not null
    union all
    -- every month shows every status
    select
        statuses.code as lifecycle_status,
        months.month,
        0 as entered,
        0 as has_left
    from months
    cross join statuses
),

count_moves as (
    select
        month,
        lifecycle_status,
        sum(entered) as entered_count,
        sum(has_left) as left_count
    from list_moves
    group by month, lifecycle_status
),

-- who is there is who ever came and has not left, months before the first one included
add_up_moves as (
    select
        *,
        sum(entered_count - left_count) over (
            partition by lifecycle_status
            order by month
            rows between unbounded preceding and current row
        ) as customer_count
    from count_moves
),

-- a month's revenue belongs to the status in which its customer ended the month
sum_revenue as (
    select
        customer_months.month,
        customer_statuses.lifecycle_status,
        sum(customer_months.revenue_amount) as revenue_amount
    from customer_months
    inner join months on customer_months.month = months.month
    inner join customer_statuses
        on customer_months.customer_id = customer_statuses.customer_id
        and months.last_date >= customer_statuses.valid_from
        and (
            months.last_date < customer_statuses.valid_to
            or customer_statuses.valid_to is null
        )
    group by customer_months.month, customer_statuses.lifecycle_status
),

show_months as (
    select
        add_up_moves.lifecycle_status,
        cast(add_up_moves.customer_count as bigint) as customer_count,
        cast(add_up_moves.entered_count as bigint) as entered_count,
        cast(add_up_moves.left_count as bigint) as left_count,
        cast(coalesce(sum_revenue.revenue_amount, 0) as decimal(18, 2))
            as revenue_amount,
        months.is_complete,
        months.month
    from add_up_moves
    inner join months on add_up_moves.month = months.month
    left join sum_revenue
        on add_up_moves.month = sum_revenue.month
        and add_up_moves.lifecycle_status = sum_revenue.lifecycle_status
)

select * from show_months
