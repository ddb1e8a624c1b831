with

source_starts as (
    select * from {{ ref('int_activity__source_starts') }}
),

find_data_start as (
    select min(first_month) as first_month from source_starts
),

-- a back-test needs enough data before it to fit a model; the longer one is preferred
list_cut_offs as (
    select
        {{ as_of_date() }} as cut_off_date,
        12 as horizon_months,
        true as is_current,
        true as is_wanted
    union all
    select
        {{ add_months(as_of_date(), -1 * var('back_test_months')) }} as cut_off_date,
        {{ var('back_test_months') }} as horizon_months,
        false as is_current,
        first_month <= {{ add_days(
            add_months(as_of_date(), -1 * var('back_test_months')),
            -1 * var('value_min_days')
        ) }} as is_wanted
    from find_data_start
    union all
    select
        {{ add_months(as_of_date(), -1 * var('short_back_test_months')) }}
            as cut_off_date,
        {{ var('short_back_test_months') }} as horizon_months,
        false as is_current,
        first_month > {{ add_days(
            add_months(as_of_date(), -1 * var('back_test_months')),
            -1 * var('value_min_days')
        ) }}
        and first_month <= {{ add_days(
            add_months(as_of_date(), -1 * var('short_back_test_months')),
            -1 * var('value_min_days')
        ) }} as is_wanted
    from find_data_start
),

date_horizons as (
    select
        horizon_months,
        is_current,
        {{ trailing_year_start('cut_off_date') }} as trailing_from_date,
        cut_off_date,
        {{ add_months('cut_off_date', 'horizon_months') }} as horizon_end_date
    from list_cut_offs
    where is_wanted
)

select * from date_horizons
