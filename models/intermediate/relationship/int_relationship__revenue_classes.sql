with

revenue_items as (
    select *
    from {{ ref('int_activity__revenue_items') }}
    where left_out_by is null and customer_id is not null
),

purchases as (
    select * from {{ ref('int_activity__purchases') }}
),

status_periods as (
    select * from {{ ref('int_relationship__status_periods') }}
),

rank_purchases as (
    select
        customer_id,
        purchase_key,
        purchased_at,
        purchase_date,
        row_number() over (
            partition by customer_id order by purchased_at, purchase_key
        ) as purchase_rank
    from purchases
),

first_purchases as (
    select * from rank_purchases where purchase_rank = 1
),

judge_periods as (
    select
        customer_id,
        lifecycle_status,
        {{ is_existing_customer('repeat_or_contract') }} as is_repeat_or_contract,
        {{ is_existing_customer('existing_or_loyal') }} as is_existing_or_loyal,
        {{ is_existing_customer('any_purchase') }} as is_any_purchase,
        {{ is_existing_customer('repeat_only') }} as is_repeat_only,
        valid_from,
        valid_to
    from status_periods
),

-- what the customer was before the event; who never purchased is never existing
classify_events as (
    select
        revenue_items.item_key,
        coalesce(judge_periods.lifecycle_status, 'prospect') as lifecycle_status,
        coalesce(
            first_purchases.purchased_at < revenue_items.class_at
            or (
                first_purchases.purchased_at = revenue_items.class_at
                and first_purchases.purchase_key < revenue_items.class_key
            ), false
        ) as is_existing_by_order_rank,
        coalesce(first_purchases.purchase_date < revenue_items.class_date, false)
            as is_existing_by_purchase_day,
        coalesce(
            first_purchases.purchase_date < {{ month_of('revenue_items.class_date') }},
            false
        ) as is_existing_by_first_month,
        coalesce(judge_periods.is_repeat_or_contract, false) as is_repeat_or_contract,
        coalesce(judge_periods.is_existing_or_loyal, false) as is_existing_or_loyal,
        coalesce(judge_periods.is_any_purchase, false) as is_any_purchase,
        coalesce(judge_periods.is_repeat_only, false) as is_repeat_only
    from revenue_items
    left join first_purchases
        on revenue_items.customer_id = first_purchases.customer_id
    left join judge_periods
        on revenue_items.customer_id = judge_periods.customer_id
        and revenue_items.class_date > judge_periods.valid_from
        and (
            revenue_items.class_date <= judge_periods.valid_to
            or judge_periods.valid_to is null
        )
),

choose_definition as (
    select
        *,
        {{ 'is_' ~ var('existing_customer_definition') }} as is_existing_by_status
    from classify_events
)

select * from choose_definition
