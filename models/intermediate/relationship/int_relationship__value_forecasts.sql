with

purchase_forecasts as (
    select * from {{ ref('int_relationship__purchase_forecasts') }}
),

contract_forecasts as (
    select * from {{ ref('int_relationship__contract_forecasts') }}
),

value_windows as (
    select * from {{ ref('int_relationship__value_windows') }}
),

combine_parts as (
    select
        coalesce(purchase_forecasts.customer_id, contract_forecasts.customer_id)
            as customer_id,
        purchase_forecasts.customer_id is not null as has_purchases,
        contract_forecasts.customer_id is not null as has_contracts,
        purchase_forecasts.expected_purchase_count,
        purchase_forecasts.p_alive_share,
        purchase_forecasts.purchase_value_amount,
        contract_forecasts.contract_value_amount,
        coalesce(purchase_forecasts.is_current, contract_forecasts.is_current)
            as is_current,
        coalesce(purchase_forecasts.cut_off_date, contract_forecasts.cut_off_date)
            as cut_off_date
    from purchase_forecasts
    full join contract_forecasts
        on purchase_forecasts.customer_id = contract_forecasts.customer_id
        and purchase_forecasts.cut_off_date = contract_forecasts.cut_off_date
),

-- nobody is expected to take back more than is bought
add_windows as (
    select
        combine_parts.*,
        case
            when combine_parts.has_purchases
                then greatest(coalesce(value_windows.trailing_purchase_amount, 0), 0)
        end as trailing_purchase_amount,
        case
            when combine_parts.has_contracts
                then greatest(coalesce(value_windows.trailing_contract_amount, 0), 0)
        end as trailing_contract_amount,
        coalesce(value_windows.later_purchase_amount, 0) as later_purchase_amount,
        coalesce(value_windows.later_contract_amount, 0) as later_contract_amount,
        coalesce(value_windows.later_amount, 0) as later_amount
    from combine_parts
    left join value_windows
        on combine_parts.customer_id = value_windows.customer_id
        and combine_parts.cut_off_date = value_windows.cut_off_date
)

select * from add_windows
