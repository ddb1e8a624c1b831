with

value_forecasts as (
    select * from {{ ref('int_relationship__value_forecasts') }} where is_current
),

-- a part without a model is expected to be as it was in the last 12 months
add_up_parts as (
    select
        customer_number,
        case
            when count(model_amount) = 0 then 'trailing_12m'
            when count(model_amount) < count(*) then 'model_and_trailing_12m'
            when count(*) > 1 then 'purchases_and_contracts'
            when max(part) = 'purchases' then 'bg_nbd_gamma_gamma'
            else 'contract_retention'
        end as value_method,
        max(expected_purchase_count) as expected_purchase_count,
        sum(coalesce(model_amount, trailing_amount)) filter (where part = 'purchases')
            as purchase_value_12m_amount,
        sum(coalesce(model_amount, trailing_amount)) filter (where part = 'contracts')
            as contract_value_12m_amount,
        cast(sum(coalesce(model_amount, trailing_amount)) as decimal(18, 2))
            as predicted_value_12m_amount,
        max(p_alive_share) as p_alive_share
    from value_forecasts
    group by customer_number
)

select * from add_up_parts
