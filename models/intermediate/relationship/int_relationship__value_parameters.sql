with

forecast_dates as (
    select * from {{ ref('int_relationship__forecast_dates') }}
),

samples as (
    select * from {{ ref('int_relationship__value_samples') }}
),

parameters as (
    select * from {{ ref('stg_state__value_parameters') }}
),

-- nothing later than the cut-off speaks about it; at the desk an older fit may
rank_fits as (
    select
        parameters.*,
        forecast_dates.cut_off_date,
        row_number() over (
            partition by
                forecast_dates.cut_off_date, parameters.model, parameters.product_line
            order by parameters.fitted_on desc, parameters.version desc
        ) as fit_rank
    from parameters
    inner join forecast_dates on parameters.fitted_on <= forecast_dates.cut_off_date
),

judge_fits as (
    select
        samples.model,
        samples.product_line,
        case
            when samples.gate_result <> 'passed' then samples.gate_result
            else coalesce(rank_fits.gate_result, 'not_fitted')
        end as gate_result,
        samples.sample_count,
        coalesce(rank_fits.gate_result = 'passed', false) as is_usable,
        rank_fits.version,
        rank_fits.log_likelihood,
        rank_fits.r,
        rank_fits.alpha,
        rank_fits.beta,
        rank_fits.a,
        rank_fits.b,
        rank_fits.p,
        rank_fits.q,
        rank_fits.v,
        forecast_dates.is_current,
        forecast_dates.cut_off_date,
        rank_fits.fitted_on
    from samples
    inner join forecast_dates on samples.cut_off_date = forecast_dates.cut_off_date
    left join rank_fits
        on samples.cut_off_date = rank_fits.cut_off_date
        and samples.model = rank_fits.model
        and samples.product_line = rank_fits.product_line
        and rank_fits.fit_rank = 1
        and samples.gate_result = 'passed'
)

select * from judge_fits
