with

cutoffs as (
    select * from {{ ref('int_relationship__cutoffs') }}
),

revenue_items as (
    select *
    from {{ ref('int_activity__revenue_items') }}
    where left_out_by is null and customer_id is not null
),

-- per customer and day, and what it came from: few rows to hold against the cut-offs
sum_days as (
    select
        customer_id,
        sum(amount) as amount,
        kind in ('order', 'refund') as is_purchase,
        event_date
    from revenue_items
    group by customer_id, kind in ('order', 'refund'), event_date
),

sum_windows as (
    select
        sum_days.customer_id,
        cast(coalesce(sum(sum_days.amount) filter (
            where sum_days.is_purchase
            and sum_days.event_date <= cutoffs.cutoff_date
        ), 0) as decimal(18, 2)) as trailing_purchase_amount,
        cast(coalesce(sum(sum_days.amount) filter (
            where not sum_days.is_purchase
            and sum_days.event_date <= cutoffs.cutoff_date
        ), 0) as decimal(18, 2)) as trailing_contract_amount,
        cast(coalesce(sum(sum_days.amount) filter (
            where sum_days.is_purchase
            and sum_days.event_date > cutoffs.cutoff_date
        ), 0) as decimal(18, 2)) as later_purchase_amount,
        cast(coalesce(sum(sum_days.amount) filter (
            where not sum_days.is_purchase
            and sum_days.event_date > cutoffs.cutoff_date
        ), 0) as decimal(18, 2)) as later_contract_amount,
        cutoffs.is_current,
        cutoffs.cutoff_date
    from sum_days
    inner join cutoffs
        on sum_days.event_date >= cutoffs.trailing_from_date
        and sum_days.event_date <= cutoffs.horizon_end_date
    group by sum_days.customer_id, cutoffs.is_current, cutoffs.cutoff_date
)

select * from sum_windows
