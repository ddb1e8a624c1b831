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
            as simple_amount,
        count(value_forecasts.model_amount) over () > 0 as has_model
    from value_forecasts
    cross join forecast_dates
),

add_up_parts as (
    select customer_number, part, model_amount, simple_amount, later_amount
    from apply_simple_rule
    union all
    select
        customer_number,
        'all' as part,
        sum(case when has_model then coalesce(model_amount, simple_amount) end)
            as model_amount,
        sum(simple_amount) as simple_amount,
        sum(later_amount) as later_amount
    from apply_simple_rule
    group by customer_number
),

-- equal amounts share their ranks: from the first to the last of them
rank_customers as (
    select
        *,
        rank() over by_model as model_first_rank,
        count(*) over by_model as model_last_rank,
        rank() over by_rule as simple_first_rank,
        count(*) over by_rule as simple_last_rank,
        rank() over by_outcome + count(*) over by_outcome as actual_middle,
        count(*) over (partition by part) as customer_count
    from add_up_parts
    window
        by_model as (partition by part order by model_amount desc),
        by_rule as (partition by part order by simple_amount desc),
        by_outcome as (partition by part order by later_amount desc)
),

list_methods as (
    select
        *,
        'model' as method,
        model_amount as predicted_amount,
        model_first_rank as first_rank,
        model_last_rank as last_rank
    from rank_customers
    union all
    select *, 'trailing_12m', simple_amount, simple_first_rank, simple_last_rank
    from rank_customers
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
    from list_methods
),

compare_amounts as (
    select
        part,
        method,
        count(*) as customer_count,
        cast(sum(predicted_amount) as decimal(18, 2)) as predicted_amount,
        cast(sum(later_amount) as decimal(18, 2)) as actual_amount,
        cast(sum(abs(later_amount - predicted_amount)) / count(*) as decimal(18, 2))
            as mean_error_amount,
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

date_backtests as (
    select
        compare_amounts.*,
        forecast_dates.horizon_months,
        forecast_dates.cut_off_date,
        forecast_dates.horizon_end_date
    from compare_amounts
    cross join forecast_dates
)

select * from date_backtests
