with

value_forecasts as (
    select *
    from {{ ref('int_relationship__value_forecasts') }}
    where is_current
),

-- without a model the last 12 months stand for the next, and never below nothing
choose_parts as (
    select
        *,
        case
            when has_purchases then coalesce(
                purchase_value_amount, greatest(trailing_purchase_amount, 0)
            )
        end as purchase_value_12m_amount,
        case
            when has_contracts then coalesce(
                contract_value_amount, greatest(trailing_contract_amount, 0)
            )
        end as contract_value_12m_amount
    from value_forecasts
),

name_methods as (
    select
        customer_id,
        case
            when purchase_value_amount is null and contract_value_amount is null
                then 'trailing_12m'
            when not has_contracts then 'bg_nbd_gamma_gamma'
            when not has_purchases then 'contract_retention'
            when purchase_value_amount is null or contract_value_amount is null
                then 'model_and_trailing_12m'
            else 'purchases_and_contracts'
        end as value_method,
        expected_purchase_count,
        purchase_value_12m_amount,
        contract_value_12m_amount,
        cast(
            coalesce(purchase_value_12m_amount, 0)
            + coalesce(contract_value_12m_amount, 0) as decimal(18, 2)
        ) as predicted_value_12m_amount,
        p_alive_share
    from choose_parts
)

select * from name_methods
