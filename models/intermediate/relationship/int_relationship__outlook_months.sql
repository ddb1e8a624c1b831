with

months as (
    select * from {{ ref('int_activity__months') }}
),

-- made at the end of the last complete month, and as it would have been a year earlier
list_outlooks as (
    select
        {{ add_days(month_of(add_days(as_of_date(), 1)), -1) }} as made_on,
        false as is_back_test
    from months
    having count(*) > 0
    union all
    select
        {{ add_days(add_months(month_of(add_days(as_of_date(), 1)), -12), -1) }}
            as made_on,
        true as is_back_test
    from months
    having count(*) > 0
),

number_months as (
    select
        *,
        {{ each_number('1', '12') }} as month_number
    from list_outlooks
),

date_months as (
    select
        made_on,
        {{ month_of('made_on') }} as made_month,
        cast(month_number as integer) as month_number,
        is_back_test,
        {{ add_months(month_of('made_on'), 'month_number') }} as month
    from number_months
)

select * from date_months
