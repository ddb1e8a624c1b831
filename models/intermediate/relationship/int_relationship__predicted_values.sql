with

value_windows as (
    select * from {{ ref('int_relationship__value_windows') }} where is_current
),

predict_values as (
    select
        customer_id,
        'trailing_12m' as value_method,
        cast(null as double) as expected_purchase_count,
        cast(greatest(trailing_purchase_amount, 0) as decimal(18, 2))
            as purchase_value_12m_amount,
        cast(greatest(trailing_contract_amount, 0) as decimal(18, 2))
            as contract_value_12m_amount,
        cast(
            greatest(trailing_purchase_amount, 0)
            + greatest(trailing_contract_amount, 0) as decimal(18, 2)
        ) as predicted_value_12m_amount,
        cast(null as double) as p_alive_share
    from value_windows
)

select * from predict_values
