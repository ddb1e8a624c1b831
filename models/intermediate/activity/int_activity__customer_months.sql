with

revenue_items as (
    select *
    from {{ ref('int_activity__revenue_items') }}
    where left_out_by is null and customer_id is not null
),

-- an event without an exchange rate is an event, and no amount
sum_months as (
    select
        customer_id,
        customer_number,
        source,
        cast(coalesce(sum(amount), 0) as decimal(18, 2)) as revenue_amount,
        {{ month_of('event_date') }} as month
    from revenue_items
    group by customer_id, customer_number, source, {{ month_of('event_date') }}
)

select * from sum_months
