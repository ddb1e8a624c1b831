with

value_forecasts as (
    select * from {{ ref('int_relationship__value_forecasts') }} where is_current
),

-- a part without a model is expected to be as it was in the last 12 months
choose_parts as (
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
        coalesce(purchase_value_amount, trailing_purchase_amount)
            as purchase_value_12m_amount,
        coalesce(contract_value_amount, trailing_contract_amount)
            as contract_value_12m_amount,
        p_alive_share
    from value_forecasts
),

add_up_parts as (
    select
        *,
        cast(
            coalesce(purchase_value_12m_amount, 0)
            + coalesce(contract_value_12m_amount, 0) as decimal(18, 2)
        ) as predicted_value_12m_amount
    from choose_parts
)

select * from add_up_parts
