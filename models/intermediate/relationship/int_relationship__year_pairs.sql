with

customer_years as (
    select * from {{ ref('int_activity__customer_years') }}
),

-- each year with events beside the two such years before it
find_years_before as (
    select
        *,
        lag(years_ago) over in_time as years_ago_1,
        lag(amounts_to) over in_time as amounts_to_1,
        lag(amounts_after) over in_time as amounts_after_1,
        lag(years_ago, 2) over in_time as years_ago_2,
        lag(amounts_after, 2) over in_time as amounts_after_2,
        first_value(first_months_ago) over in_time as first_event_months_ago,
        lead(years_ago) over in_time as next_years_ago
    from customer_years
    window
        in_time as (
            partition by customer_number, scope
            order by years_ago desc
        )
),

-- a year still counts at the month ends of the two years after it; where one of these
-- has events too, that one stands there, with this beside it
list_end_years as (
    select
        *,
        {{ each_number(
            '0', 'least(2, years_ago - coalesce(next_years_ago, -1) - 1)'
        ) }} as age
    from find_years_before
),

count_from_end_years as (
    select
        *,
        years_ago - age as end_years_ago,
        years_ago_1 - years_ago + age as age_1,
        years_ago_2 - years_ago + age as age_2
    from list_end_years
),

-- the year of the month ends, the one before it, and the one before that
line_up_years as (
    select
        customer_number,
        scope,
        is_only_source,
        end_years_ago as years_ago,
        first_event_months_ago as first_months_ago,
        case when age = 0 then amounts_to end as to_0,
        case when age = 1 then amounts_to when age_1 = 1 then amounts_to_1 end as to_1,
        case when age = 1 then amounts_after when age_1 = 1 then amounts_after_1 end
            as after_1,
        case
            when age = 2 then amounts_after
            when age_1 = 2 then amounts_after_1
            when age_2 = 2 then amounts_after_2
        end as after_2
    from count_from_end_years
),

-- 12 months end in the one calendar year and begin in the other: what came up to the
-- month in the one, and after it in the other
add_up_pairs as (
    select
        customer_number,
        scope,
        is_only_source,
        years_ago,
        first_months_ago,
        {{ add_up_months('to_0', 'after_1') }} as later_amounts,
        {{ add_up_months('to_1', 'after_2') }} as earlier_amounts
    from line_up_years
)

select * from add_up_pairs
