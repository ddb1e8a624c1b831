with

charges as (
    select * from {{ ref('int_activity__charges') }}
),

accruals as (
    select * from {{ ref('int_activity__accruals') }}
),

contracts as (
    select * from {{ ref('int_activity__delivered_contracts') }}
),

combine_payments as (
    select
        item_key,
        'charge' as kind,
        contract_key,
        currency,
        net_amount,
        false as is_estimated,
        left_out_by,
        payment_rank,
        due_date
    from charges
    union all
    select
        item_key,
        'accrual' as kind,
        contract_key,
        currency,
        premium_amount as net_amount,
        true as is_estimated,
        left_out_by,
        payment_rank,
        due_date
    from accruals
),

-- whatever became of it, a contract's first payment belongs to its start
attach_contracts as (
    select
        combine_payments.item_key,
        case
            when combine_payments.kind = 'charge' then 'contracts'
            else contracts.source
        end as source,
        combine_payments.kind,
        contracts.record_id,
        combine_payments.contract_key,
        contracts.product_line,
        combine_payments.currency,
        combine_payments.net_amount,
        combine_payments.is_estimated,
        combine_payments.left_out_by,
        cast(combine_payments.due_date as timestamp) as event_at,
        cast(case
            when combine_payments.payment_rank = 1 and contracts.start_date is not null
                then contracts.start_date
            else combine_payments.due_date
        end as timestamp) as class_at
    from combine_payments
    left join contracts on combine_payments.contract_key = contracts.contract_key
)

select * from attach_contracts
