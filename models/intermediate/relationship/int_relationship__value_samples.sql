with

forecast_dates as (
    select * from {{ ref('int_relationship__forecast_dates') }}
),

summaries as (
    select * from {{ ref('int_relationship__purchase_summaries') }}
),

renewal_years as (
    select * from {{ ref('int_relationship__renewal_years') }}
),

count_buyers as (
    select
        forecast_dates.cut_off_date,
        count(summaries.customer_number) as buyer_count,
        count(*) filter (
            where summaries.repeat_count + 1 >= {{ var('value_frequent_purchases') }}
        ) as frequent_count,
        count(*) filter (where summaries.mean_repeat_amount > 0) as repeat_buyer_count,
        {{ dbt.datediff(
            'min(summaries.first_purchase_date)', 'forecast_dates.cut_off_date', 'day'
        ) }} as data_days
    from forecast_dates
    left join summaries on forecast_dates.cut_off_date = summaries.cut_off_date
    group by forecast_dates.cut_off_date
),

judge_buyers as (
    select
        *,
        case
            when buyer_count < {{ var('value_min_buyers') }} then 'too_few_buyers'
            when data_days < {{ var('value_min_days') }} then 'too_few_days'
            when frequent_count < {{ var('value_min_frequent_buyers') }}
                then 'too_few_frequent_buyers'
            else 'passed'
        end as gate_result
    from count_buyers
),

sum_years as (
    select
        cut_off_date,
        product_line,
        at_risk_count,
        lost_count
    from renewal_years
    union all
    select cut_off_date, 'all' as product_line, at_risk_count, lost_count
    from renewal_years
    union all
    select cut_off_date, 'all' as product_line, 0 as at_risk_count, 0 as lost_count
    from forecast_dates
),

judge_contracts as (
    select
        cut_off_date,
        product_line,
        sum(at_risk_count) as sample_count,
        case
            when sum(at_risk_count) < {{ var('value_min_contracts') }}
                then 'too_few_contracts'
            when sum(lost_count) < {{ var('value_min_losses') }} then 'too_few_losses'
            else 'passed'
        end as gate_result
    from sum_years
    group by cut_off_date, product_line
),

list_samples as (
    select
        'bg_nbd' as model,
        'all' as product_line,
        gate_result,
        buyer_count as sample_count,
        cut_off_date
    from judge_buyers
    union all
    select 'gamma_gamma', 'all', gate_result, repeat_buyer_count, cut_off_date
    from judge_buyers
    union all
    select
        'shifted_beta_geometric', product_line, gate_result, sample_count, cut_off_date
    from judge_contracts
),

type_samples as (
    select
        model,
        product_line,
        gate_result,
        cast(sample_count as {{ dbt.type_bigint() }}) as sample_count,
        cut_off_date
    from list_samples
)

select * from type_samples
