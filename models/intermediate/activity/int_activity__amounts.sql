with

orders as (
    select * from {{ ref('int_activity__orders') }}
),

refunds as (
    select * from {{ ref('int_activity__refunds') }}
),

contract_payments as (
    select * from {{ ref('int_activity__contract_payments') }}
),

commissions as (
    select * from {{ ref('stg_broker__commissions') }}
),

-- order, refund and contract payment each say when and after what they are classed
combine_amounts as (
    select
        'order:' || order_key as item_key,
        'shop' as source,
        'order' as kind,
        record_id,
        order_key,
        null as contract_key,
        null as product_line,
        order_key as class_key,
        left_out_by,
        currency as original_currency,
        net_amount as original_amount,
        discount_amount,
        false as is_estimated,
        ordered_at as event_at,
        ordered_at as class_at
    from orders
    union all
    select
        item_key,
        'shop' as source,
        'refund' as kind,
        record_id,
        order_key,
        null as contract_key,
        null as product_line,
        coalesce(order_key, item_key) as class_key,
        left_out_by,
        currency as original_currency,
        -net_amount as original_amount,
        null as discount_amount,
        is_estimated,
        refunded_at as event_at,
        class_at
    from refunds
    union all
    select
        item_key,
        source,
        kind,
        record_id,
        null as order_key,
        contract_key,
        product_line,
        coalesce(contract_key, item_key) as class_key,
        left_out_by,
        currency as original_currency,
        net_amount as original_amount,
        null as discount_amount,
        is_estimated,
        event_at,
        class_at
    from contract_payments
    union all
    select
        'commission:broker:' || commission_id as item_key,
        'broker' as source,
        'commission' as kind,
        null as record_id,
        null as order_key,
        null as contract_key,
        null as product_line,
        commission_id as class_key,
        'commission_is_cost' as left_out_by,
        currency as original_currency,
        amount as original_amount,
        null as discount_amount,
        false as is_estimated,
        cast(booked_on as timestamp) as event_at,
        cast(booked_on as timestamp) as class_at
    from commissions
),

date_amounts as (
    select
        *,
        cast(event_at as date) as event_date,
        cast(class_at as date) as class_date
    from combine_amounts
)

select * from date_amounts
