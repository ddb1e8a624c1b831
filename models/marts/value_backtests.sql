with

forecast_dates as (
    select * from {{ ref('int_relationship__forecast_dates') }} where not is_current
),

value_forecasts as (
    select * from {{ ref('int_relationship__value_forecasts') }} where not is_current
),

-- the simple rule beside the models: as much comes as came before
apply_simple_rule as (
    select
        value_forecasts.*,
        value_forecasts.trailing_amount * forecast_dates.horizon_months / 12
            as simple_amount
    from value_forecasts
    cross join forecast_dates
),

add_up_parts as (
    select customer_id, part, model_amount, simple_amount, later_amount
    from apply_simple_rule
    union all
    select
        customer_id,
        'all' as part,
        sum(coalesce(model_amount, simple_amount)) as model_amount,
        sum(simple_amount) as simple_amount,
        sum(later_amount) as later_amount
    from apply_simple_rule
    group by customer_id
),

list_methods as (
    select part, 'model' as method, model_amount as predicted_amount, later_amount
    from add_up_parts
    union all
    select part, 'trailing_12m' as method, simple_amount, later_amount
    from add_up_parts
),

-- equal amounts share their ranks: from the first to the last of them
rank_customers as (
    select
        *,
        rank() over predicted_first as first_rank,
        count(*) over predicted_first as last_rank,
        rank() over actual_first + count(*) over actual_first as actual_middle,
        count(*) over (partition by part, method) as customer_count
    from list_methods
    window
        predicted_first as (partition by part, method order by predicted_amount desc),
        actual_first as (partition by part, method order by later_amount desc)
),

-- of equal ones at the edge of the top each counts in part; who takes back more than
-- comes has no share in what came
share_ranks as (
    select
        *,
        greatest(later_amount, 0) as earned_amount,
        first_rank + last_rank as predicted_middle,
        greatest(0, least(
            1,
            ({{ var('back_test_top_share') }} * customer_count - first_rank + 1)
            / (last_rank - first_rank + 1)
        )) as top_share
    from rank_customers
),

compare_amounts as (
    select
        part,
        method,
        count(*) as customer_count,
        sum(predicted_amount) as predicted_amount,
        sum(later_amount) as actual_amount,
        sum(abs(later_amount - predicted_amount)) / count(*) as mean_error_amount,
        cast(
            sum(predicted_amount) / nullif(greatest(sum(later_amount), 0), 0) as double
        ) as calibration,
        case
            when min(predicted_middle) < max(predicted_middle)
                and min(actual_middle) < max(actual_middle)
                then round(corr(predicted_middle, actual_middle), 6)
        end as rank_correlation,
        round(
            cast(sum(earned_amount * top_share) as double)
            / nullif(sum(earned_amount), 0), 6
        ) as top_capture_share
    from share_ranks
    where predicted_amount is not null
    group by part, method
),

describe_backtests as (
    select
        compare_amounts.part,
        compare_amounts.method,
        forecast_dates.horizon_months,
        compare_amounts.customer_count,
        cast(compare_amounts.predicted_amount as decimal(18, 2)) as predicted_amount,
        cast(compare_amounts.actual_amount as decimal(18, 2)) as actual_amount,
        cast(compare_amounts.mean_error_amount as decimal(18, 2)) as mean_error_amount,
        compare_amounts.calibration,
        compare_amounts.rank_correlation,
        compare_amounts.top_capture_share,
        forecast_dates.cut_off_date,
        forecast_dates.horizon_end_date
    from compare_amounts
    cross join forecast_dates
)

select * from describe_backtests
