with

amounts as (
    select * from {{ ref('int_activity__amounts') }}
),

exchange_rates as (
    select * from {{ ref('int_activity__exchange_rates') }}
),

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

-- few days carry many amounts: each is priced once
list_priced_days as (
    select
        original_currency,
        event_date
    from amounts
    group by original_currency, event_date
),

price_days as (
    select
        list_priced_days.original_currency,
        list_priced_days.event_date,
        exchange_rates.rate
    from list_priced_days
    inner join exchange_rates
        on list_priced_days.original_currency = exchange_rates.original_currency
        and list_priced_days.event_date >= exchange_rates.valid_from
        and (
            list_priced_days.event_date < exchange_rates.valid_to
            or exchange_rates.valid_to is null
        )
),

-- an amount without a rate stays, and has no company amount
convert_amounts as (
    select
        amounts.item_key,
        amounts.source,
        amounts.kind,
        amounts.record_id,
        customer_records.customer_id,
        customer_records.customer_number,
        amounts.order_key,
        amounts.contract_key,
        amounts.class_key,
        amounts.product_line,
        amounts.left_out_by,
        amounts.original_currency,
        amounts.original_amount,
        amounts.discount_amount,
        cast(
            round(amounts.original_amount * price_days.rate, 2) as decimal(18, 2)
        ) as amount,
        amounts.is_estimated,
        amounts.event_at,
        amounts.class_at,
        amounts.event_date,
        amounts.class_date
    from amounts
    left join price_days
        on amounts.original_currency = price_days.original_currency
        and amounts.event_date = price_days.event_date
    left join customer_records on amounts.record_id = customer_records.record_id
)

select * from convert_amounts
