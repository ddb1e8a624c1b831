with

revenue_items as (
    select * from {{ ref('int_activity__revenue_items') }} where left_out_by is null
),

month_numbers as (
    select cast(numbers.generated_number - 1 as integer) as month_number
    from ({{ dbt.generate_series(32768) }}) as numbers
),

find_first_month as (
    select {{ month_of('min(event_date)') }} as first_month
    from revenue_items
),

list_months as (
    select
        {{ add_months('find_first_month.first_month', 'month_numbers.month_number') }}
            as month
    from find_first_month
    cross join month_numbers
    where month_numbers.month_number <= {{ dbt.datediff(
        'find_first_month.first_month', as_of_date(), 'month'
    ) }}
),

-- the current month is seen as far as it has come
end_months as (
    select
        month,
        {{ add_months('month', 1) }} <= {{ add_days(as_of_date(), 1) }} as is_complete,
        least({{ add_days(add_months('month', 1), -1) }}, {{ as_of_date() }})
            as last_date
    from list_months
)

select * from end_months
