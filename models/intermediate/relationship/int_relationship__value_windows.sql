with

forecast_dates as (
    select * from {{ ref('int_relationship__forecast_dates') }}
),

contracts as (
    select * from {{ ref('int_activity__contracts') }}
),

revenue_items as (
    select *
    from {{ ref('int_activity__revenue_items') }}
    where left_out_by is null and customer_id is not null
),

-- per customer, day and what it came from: few rows to hold against the cut-offs
sum_days as (
    select
        revenue_items.customer_id,
        sum(revenue_items.amount) as amount,
        revenue_items.kind in ('order', 'refund') as is_purchase,
        contracts.start_date,
        revenue_items.event_date
    from revenue_items
    left join contracts on revenue_items.contract_key = contracts.contract_key
    group by
        revenue_items.customer_id,
        revenue_items.kind in ('order', 'refund'),
        contracts.start_date,
        revenue_items.event_date
),

compare_with_cut_offs as (
    select
        sum_days.*,
        forecast_dates.is_current,
        forecast_dates.cut_off_date,
        sum_days.event_date > forecast_dates.cut_off_date as is_later
    from sum_days
    inner join forecast_dates
        on sum_days.event_date >= forecast_dates.trailing_from_date
        and sum_days.event_date <= forecast_dates.horizon_end_date
),

sum_windows as (
    select
        customer_id,
        sum(amount) filter (where not is_later and is_purchase)
            as trailing_purchase_amount,
        sum(amount) filter (where not is_later and not is_purchase)
            as trailing_contract_amount,
        sum(amount) filter (where is_later and is_purchase) as later_purchase_amount,
        sum(amount) filter (
            where is_later and not is_purchase and start_date <= cut_off_date
        ) as later_contract_amount,
        sum(amount) filter (where is_later) as later_amount,
        is_current,
        cut_off_date
    from compare_with_cut_offs
    group by customer_id, is_current, cut_off_date
)

select * from sum_windows
