with

revenue_items as (
    select * from {{ ref('int_activity__revenue_items') }} where left_out_by is null
),

first_purchases as (
    select * from {{ ref('int_activity__purchases') }} where purchase_rank = 1
),

status_periods as (
    select * from {{ ref('int_relationship__status_periods') }}
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

-- who never purchased is never existing; who no customer is behind is neither
judge_unknowns as (
    select
        *,
        case when customer_id is not null then false end as is_not
    from revenue_items
),

-- what the customer was before the event
classify_events as (
    select
        events.item_key,
        events.customer_id,
        events.customer_number,
        events.order_key,
        events.source,
        events.kind,
        case
            when events.customer_id is not null
                then coalesce(judge_periods.lifecycle_status, 'prospect')
        end as lifecycle_status,
        events.original_amount,
        events.discount_amount,
        events.amount,
        coalesce(
            first_purchases.purchased_at < events.class_at
            or (
                first_purchases.purchased_at = events.class_at
                and first_purchases.purchase_key < events.class_key
            ), events.is_not
        ) as is_existing_by_order_rank,
        coalesce(
            first_purchases.purchase_date < events.class_date,
            events.is_not
        ) as is_existing_by_purchase_day,
        coalesce(
            first_purchases.purchase_date < {{ month_of('events.class_date') }},
            events.is_not
        ) as is_existing_by_first_month,
        coalesce(judge_periods.is_repeat_or_contract, events.is_not)
            as is_repeat_or_contract,
        coalesce(judge_periods.is_existing_or_loyal, events.is_not)
            as is_existing_or_loyal,
        coalesce(judge_periods.is_any_purchase, events.is_not)
            as is_any_purchase,
        coalesce(judge_periods.is_repeat_only, events.is_not)
            as is_repeat_only,
        events.event_at,
        {{ month_of('events.event_date') }} as month
    from judge_unknowns as events
    left join first_purchases
        on events.customer_number = first_purchases.customer_number
    left join judge_periods
        on events.customer_id = judge_periods.customer_id
        and events.class_date > judge_periods.valid_from
        and (
            events.class_date <= judge_periods.valid_to
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
