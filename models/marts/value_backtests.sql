with

forecast_dates as (
    select * from {{ ref('int_relationship__forecast_dates') }} where not is_current
),

value_tests as (
    select * from {{ ref('int_relationship__value_tests') }}
),

parameters as (
    select *
    from {{ ref('int_relationship__value_parameters') }}
    where not is_current and product_line = 'all'
),

-- a part without its model is tested by the simple rule alone
name_parts as (
    select
        case model
            when 'shifted_beta_geometric' then 'contracts' else 'purchases'
        end as part,
        'model' as method,
        gate_result
    from parameters
    where not is_usable
),

find_missing_models as (
    select
        part,
        method,
        min(gate_result) as missing_reason
    from name_parts
    group by part, method
),

compare_amounts as (
    select
        part,
        method,
        count(*) as customer_count,
        sum(predicted_amount) as predicted_amount,
        sum(actual_amount) as actual_amount,
        sum(abs(actual_amount - predicted_amount)) / count(*) as mean_error_amount,
        sum(predicted_amount) / nullif(sum(actual_amount), 0) as calibration,
        sum(actual_amount * top_share) / nullif(sum(actual_amount), 0)
            as top_capture_share,
        case
            when min(predicted_rank) < max(predicted_rank)
                and min(actual_rank) < max(actual_rank)
                then corr(predicted_rank, actual_rank)
        end as rank_correlation
    from value_tests
    group by part, method
),

describe_backtests as (
    select
        compare_amounts.part,
        compare_amounts.method,
        find_missing_models.missing_reason,
        forecast_dates.horizon_months,
        compare_amounts.customer_count,
        cast(compare_amounts.predicted_amount as decimal(18, 2)) as predicted_amount,
        cast(compare_amounts.actual_amount as decimal(18, 2)) as actual_amount,
        cast(compare_amounts.mean_error_amount as decimal(18, 2)) as mean_error_amount,
        cast(compare_amounts.calibration as double) as calibration,
        compare_amounts.rank_correlation,
        case
            when find_missing_models.missing_reason is null
                then cast(compare_amounts.top_capture_share as double)
        end as top_capture_share,
        forecast_dates.cut_off_date,
        forecast_dates.horizon_end_date
    from compare_amounts
    cross join forecast_dates
    left join find_missing_models
        on compare_amounts.part = find_missing_models.part
        and compare_amounts.method = find_missing_models.method
)

select * from describe_backtests
