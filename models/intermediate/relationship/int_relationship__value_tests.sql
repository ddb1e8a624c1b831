with

forecast_dates as (
    select * from {{ ref('int_relationship__forecast_dates') }}
),

value_forecasts as (
    select * from {{ ref('int_relationship__value_forecasts') }} where not is_current
),

-- the simple rule beside the models: as much comes as came before
apply_simple_rule as (
    select
        value_forecasts.*,
        value_forecasts.trailing_purchase_amount * forecast_dates.horizon_months / 12
            as simple_purchase_amount,
        value_forecasts.trailing_contract_amount * forecast_dates.horizon_months / 12
            as simple_contract_amount
    from value_forecasts
    inner join forecast_dates
        on value_forecasts.cut_off_date = forecast_dates.cut_off_date
),

list_tests as (
    select
        customer_id, 'purchases' as part, 'model' as method,
        purchase_value_amount as predicted_amount,
        later_purchase_amount as actual_amount
    from apply_simple_rule
    where has_purchases
    union all
    select
        customer_id, 'purchases', 'trailing_12m',
        simple_purchase_amount, later_purchase_amount
    from apply_simple_rule
    where has_purchases
    union all
    select
        customer_id, 'contracts', 'model', contract_value_amount, later_contract_amount
    from apply_simple_rule
    where has_contracts
    union all
    select
        customer_id, 'contracts', 'trailing_12m',
        simple_contract_amount, later_contract_amount
    from apply_simple_rule
    where has_contracts
    union all
    select
        customer_id, 'all', 'model',
        coalesce(purchase_value_amount, simple_purchase_amount, 0)
        + coalesce(contract_value_amount, simple_contract_amount, 0),
        later_amount
    from apply_simple_rule
    union all
    select
        customer_id, 'all', 'trailing_12m',
        coalesce(simple_purchase_amount, 0)
        + coalesce(simple_contract_amount, 0),
        later_amount
    from apply_simple_rule
),

-- equal amounts share the middle of their ranks
rank_amounts as (
    select
        *,
        count(*) over (partition by part, method) as customer_count,
        rank() over (partition by part, method order by predicted_amount desc) - 1
            as higher_count,
        count(*) over (partition by part, method, predicted_amount) as equal_count,
        rank() over (partition by part, method order by actual_amount desc)
        + (count(*) over (partition by part, method, actual_amount) - 1) / 2.0
            as actual_rank
    from list_tests
),

-- of equal predictions at the edge of the top each counts in part
rank_predictions as (
    select
        customer_id,
        part,
        method,
        cast(predicted_amount as decimal(18, 2)) as predicted_amount,
        cast(actual_amount as decimal(18, 2)) as actual_amount,
        higher_count + (equal_count + 1) / 2.0 as predicted_rank,
        actual_rank,
        greatest(0, least(
            1,
            ({{ var('back_test_top_share') }} * customer_count - higher_count)
            / equal_count
        )) as top_share
    from rank_amounts
)

select * from rank_predictions
