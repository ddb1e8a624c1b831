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

-- nobody is expected to take back more than is bought
list_parts as (
    select
        purchase_forecasts.customer_number,
        'purchases' as part,
        purchase_forecasts.expected_purchase_count,
        purchase_forecasts.purchase_value_amount as model_amount,
        greatest(coalesce(value_windows.trailing_purchase_amount, 0), 0)
            as trailing_amount,
        coalesce(value_windows.later_purchase_amount, 0) as later_amount,
        purchase_forecasts.p_alive_share,
        purchase_forecasts.is_current,
        purchase_forecasts.cut_off_date
    from purchase_forecasts
    left join value_windows
        on purchase_forecasts.customer_number = value_windows.customer_number
        and purchase_forecasts.cut_off_date = value_windows.cut_off_date
    union all
    select
        contract_forecasts.customer_number,
        'contracts' as part,
        null as expected_purchase_count,
        contract_forecasts.contract_value_amount as model_amount,
        greatest(coalesce(value_windows.trailing_contract_amount, 0), 0)
            as trailing_amount,
        coalesce(value_windows.later_contract_amount, 0) as later_amount,
        null as p_alive_share,
        contract_forecasts.is_current,
        contract_forecasts.cut_off_date
    from contract_forecasts
    left join value_windows
        on contract_forecasts.customer_number = value_windows.customer_number
        and contract_forecasts.cut_off_date = value_windows.cut_off_date
),

type_parts as (
    select
        customer_number,
        part,
        expected_purchase_count,
        cast(model_amount as decimal(18, 2)) as model_amount,
        cast(trailing_amount as decimal(18, 2)) as trailing_amount,
        cast(later_amount as decimal(18, 2)) as later_amount,
        p_alive_share,
        is_current,
        cut_off_date
    from list_parts
)

select * from type_parts
