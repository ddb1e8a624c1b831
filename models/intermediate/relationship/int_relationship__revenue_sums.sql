with

revenue_items as (
    select * from {{ ref('int_activity__revenue_items') }} where left_out_by is null
),

revenue_classes as (
    select * from {{ ref('int_relationship__revenue_classes') }}
),

sum_sources as (
    select
        revenue_items.source as scope,
        {{ month_of('revenue_items.event_date') }} as month,
        sum(revenue_items.amount) as total,
        sum(revenue_items.amount) filter (
            where revenue_items.customer_id is not null
        ) as identified,
        sum(revenue_items.amount) filter (
            where revenue_classes.is_existing_by_order_rank
        ) as order_rank,
        sum(revenue_items.amount) filter (
            where revenue_classes.is_existing_by_purchase_day
        ) as purchase_day,
        sum(revenue_items.amount) filter (
            where revenue_classes.is_existing_by_first_month
        ) as first_month,
        sum(revenue_items.amount) filter (
            where revenue_classes.is_existing_by_status
        ) as status,
        sum(revenue_items.amount) filter (
            where revenue_classes.is_repeat_or_contract
        ) as repeat_or_contract,
        sum(revenue_items.amount) filter (
            where revenue_classes.is_existing_or_loyal
        ) as existing_or_loyal,
        sum(revenue_items.amount) filter (
            where revenue_classes.is_any_purchase
        ) as any_purchase,
        sum(revenue_items.amount) filter (
            where revenue_classes.is_repeat_only
        ) as repeat_only,
        sum(abs(revenue_items.original_amount)) as original,
        sum(abs(revenue_items.original_amount)) filter (
            where revenue_items.amount is null
        ) as unconverted,
        count(*) filter (where revenue_items.amount is null) as unconverted_count
    from revenue_items
    left join revenue_classes on revenue_items.item_key = revenue_classes.item_key
    group by revenue_items.source, {{ month_of('revenue_items.event_date') }}
),

-- the company is the sum of its sources
sum_scopes as (
    select * from sum_sources
    union all
    select
        'all' as scope,
        month,
        sum(total) as total,
        sum(identified) as identified,
        sum(order_rank) as order_rank,
        sum(purchase_day) as purchase_day,
        sum(first_month) as first_month,
        sum(status) as status,
        sum(repeat_or_contract) as repeat_or_contract,
        sum(existing_or_loyal) as existing_or_loyal,
        sum(any_purchase) as any_purchase,
        sum(repeat_only) as repeat_only,
        sum(original) as original,
        sum(unconverted) as unconverted,
        sum(unconverted_count) as unconverted_count
    from sum_sources
    group by month
)

select * from sum_scopes
