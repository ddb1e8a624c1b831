with

source_starts as (
    select * from {{ ref('int_activity__source_starts') }}
),

find_data_start as (
    select min(first_month) as first_month from source_starts
),

-- a back-test needs enough data before it to fit a model; the longer one is preferred
list_cutoffs as (
    select
        {{ as_of_date() }} as cutoff_date,
        12 as horizon_months,
        true as is_current,
        true as is_wanted
    union all
    select
        {{ add_months(as_of_date(), -1 * var('back_test_months')) }} as cutoff_date,
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
            as cutoff_date,
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
        {{ trailing_year_start('cutoff_date') }} as trailing_from_date,
        cutoff_date,
        {{ add_months('cutoff_date', 'horizon_months') }} as horizon_end_date
    from list_cutoffs
    where is_wanted
)

select * from date_horizons
