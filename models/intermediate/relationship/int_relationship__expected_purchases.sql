with

forecast_dates as (
    select * from {{ ref('int_relationship__forecast_dates') }}
),

summaries as (
    select * from {{ ref('int_relationship__purchase_summaries') }}
),

parameters as (
    select * from {{ ref('int_relationship__value_parameters') }}
    where model = 'bg_nbd' and is_usable
),

list_frequencies as (
    select
        summaries.cut_off_date,
        summaries.repeat_count,
        parameters.a as stop_shape,
        parameters.b + summaries.repeat_count as stay_shape
    from summaries
    inner join parameters on summaries.cut_off_date = parameters.cut_off_date
    group by
        summaries.cut_off_date,
        summaries.repeat_count,
        parameters.a,
        parameters.b
),

-- the probability p of stopping after a purchase is Beta distributed: nodes lie densely
-- where its logit varies and ever wider in the tails, which p^a may stretch far
list_nodes as (
    select
        *,
        {{ each_number(-1 * var('value_nodes'), var('value_nodes')) }} as node_number
    from list_frequencies
),

place_nodes as (
    select
        *,
        ln((stop_shape + 1) / (stay_shape + 1))
        + least(1, sqrt(1 / stop_shape + 1 / stay_shape))
        * sinh({{ var('value_node_step') }} * node_number) as logit
    from list_nodes
),

weigh_nodes as (
    select
        *,
        stop_shape * logit
        - (stop_shape + stay_shape)
        * (greatest(logit, 0) + ln(1 + exp(-abs(logit))))
        + ln(cosh({{ var('value_node_step') }} * node_number)) as log_weight
    from place_nodes
),

compare_nodes as (
    select
        cut_off_date,
        repeat_count,
        1 / (1 + exp(-logit)) as stop_share,
        exp(
            log_weight - max(log_weight) over (partition by cut_off_date, repeat_count)
        ) as weight
    from weigh_nodes
),

keep_nodes as (
    select * from compare_nodes where weight > {{ var('value_node_weight') }}
),

list_ages as (
    select
        summaries.cut_off_date,
        summaries.repeat_count,
        summaries.age_weeks,
        parameters.r + summaries.repeat_count as shape,
        {{ dbt.datediff(
            'forecast_dates.cut_off_date', 'forecast_dates.horizon_end_date', 'day'
        ) }} / cast({{ var('value_period_days') }} as double)
        / (parameters.alpha + summaries.age_weeks) as odds
    from summaries
    inner join forecast_dates on summaries.cut_off_date = forecast_dates.cut_off_date
    inner join parameters on summaries.cut_off_date = parameters.cut_off_date
    group by
        summaries.cut_off_date,
        forecast_dates.cut_off_date,
        forecast_dates.horizon_end_date,
        summaries.repeat_count,
        summaries.age_weeks,
        parameters.r,
        parameters.alpha
),

average_nodes as (
    select
        list_ages.repeat_count,
        list_ages.age_weeks,
        sum(keep_nodes.weight * {{ purchases_until_stop(
            'list_ages.shape', 'list_ages.odds', 'keep_nodes.stop_share'
        ) }}) / sum(keep_nodes.weight) as expected_count,
        list_ages.cut_off_date
    from list_ages
    inner join keep_nodes
        on list_ages.cut_off_date = keep_nodes.cut_off_date
        and list_ages.repeat_count = keep_nodes.repeat_count
    group by list_ages.cut_off_date, list_ages.repeat_count, list_ages.age_weeks
)

select * from average_nodes
