with

revenue_items as (
    select * from {{ ref('int_activity__revenue_items') }} where left_out_by is null
),

revenue_classes as (
    select * from {{ ref('int_relationship__revenue_classes') }}
),

-- who no customer is behind is neither new nor existing
describe_events as (
    select
        revenue_items.item_key as revenue_event_id,
        revenue_items.customer_id,
        revenue_items.record_id,
        revenue_items.order_key,
        revenue_items.contract_key,
        revenue_items.source,
        revenue_items.kind,
        revenue_items.product_line,
        revenue_items.original_currency,
        cast(
            round(revenue_items.original_amount, 2) as decimal(18, 2)
        ) as original_amount,
        revenue_items.amount,
        revenue_items.is_estimated,
        revenue_classes.is_existing_by_order_rank,
        revenue_classes.is_existing_by_purchase_day,
        revenue_classes.is_existing_by_first_month,
        revenue_classes.is_existing_by_status,
        revenue_items.event_date,
        {{ month_of('revenue_items.event_date') }} as event_month,
        revenue_items.event_at
    from revenue_items
    left join revenue_classes
        on revenue_items.item_key = revenue_classes.item_key
)

select * from describe_events
