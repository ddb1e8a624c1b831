with

revenue_items as (
    select * from {{ ref('int_activity__revenue_items') }} where left_out_by is null
),

contracts as (
    select * from {{ ref('int_activity__contracts') }}
    where is_counted and start_date <= {{ as_of_date() }}
),

list_starts as (
    select
        event_date,
        cast(null as date) as start_date
    from revenue_items
    union all
    select
        cast(null as date) as event_date,
        start_date
    from contracts
),

-- contracts of which no premium is known are customers' too, in months without revenue
find_first_month as (
    select {{ month_of('coalesce(min(event_date), min(start_date))') }} as first_month
    from list_starts
),

number_months as (
    select
        first_month,
        {{ each_number('0', dbt.datediff('first_month', as_of_date(), 'month')) }}
            as month_number
    from find_first_month
),

list_months as (
    select
        first_month,
        {{ add_months('first_month', 'month_number') }} as month,
        {{ add_months(month_of(add_days(as_of_date(), 1)), -1) }} as last_full_month
    from number_months
),

-- years are counted back from the last complete month, as far as 12 months are there
count_years_back as (
    select
        *,
        {{ add_months(
            'last_full_month',
            '-12 * ' ~ 'floor(' ~ dbt.datediff('month', 'last_full_month', 'month')
            ~ ' / 12.0)'
        ) }} as year_month
    from list_months
),

count_months_back as (
    select *, {{ dbt.datediff('month', as_of_date(), 'month') }} as months_ago
    from count_years_back
),

-- the current month is seen as far as it has come
end_months as (
    select
        month,
        cast(floor(months_ago / 12) as integer) as years_ago,
        cast(12 - months_ago % 12 as integer) as month_number,
        {{ add_months('month', 1) }} <= {{ add_days(as_of_date(), 1) }} as is_complete,
        least({{ add_days(add_months('month', 1), -1) }}, {{ as_of_date() }})
            as last_date,
        case
            when month <= last_full_month
                and first_month <= {{ add_months('year_month', -12 + 1) }}
                then year_month
        end as year_month
    from count_months_back
)

select * from end_months
