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
    where left_out_by is null and customer_number is not null
),

compare_with_dates as (
    select
        revenue_items.customer_number,
        revenue_items.amount,
        revenue_items.kind in ('order', 'refund') as is_purchase,
        revenue_items.event_date > forecast_dates.cut_off_date as is_later,
        contracts.start_date,
        forecast_dates.cut_off_date
    from revenue_items
    inner join forecast_dates
        on revenue_items.event_date >= forecast_dates.trailing_from_date
        and revenue_items.event_date <= forecast_dates.horizon_end_date
    left join contracts on revenue_items.contract_key = contracts.contract_key
),

sum_windows as (
    select
        customer_number,
        sum(amount) filter (where is_purchase and not is_later)
            as trailing_purchase_amount,
        sum(amount) filter (where not is_purchase and not is_later)
            as trailing_contract_amount,
        sum(amount) filter (where is_purchase and is_later) as later_purchase_amount,
        sum(amount) filter (
            where not is_purchase and is_later and start_date <= cut_off_date
        ) as later_contract_amount,
        cut_off_date
    from compare_with_dates
    group by customer_number, cut_off_date
)

select * from sum_windows
