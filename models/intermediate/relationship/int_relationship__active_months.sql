with

-- one occasion of a month is enough: its last
occasions as (
    select *
    from {{ ref('int_activity__occasions') }}
    where next_occasion_date is null
        or {{ month_of('next_occasion_date') }} > {{ month_of('occasion_date') }}
),

contract_periods as (
    select * from {{ ref('int_relationship__contract_periods') }}
),

-- a month is active with a purchase in it, or with a live contract on any of its days
list_activities as (
    select
        customer_number,
        {{ month_of('occasion_date') }} as from_month,
        {{ add_months(month_of('occasion_date'), 1) }} as to_month
    from occasions
    union all
    select
        customer_number,
        {{ month_of('valid_from') }} as from_month,
        {{ add_months(month_of(
            'least(' ~ add_days('valid_to', -1) ~ ', ' ~ as_of_date() ~ ')'
        ), 1) }} as to_month
    from contract_periods
),

-- months that several activities share count once: each adds what no earlier one covers
find_uncovered_months as (
    select
        customer_number,
        greatest(from_month, max(to_month) over (
            partition by customer_number
            order by from_month, to_month desc
            rows between unbounded preceding and 1 preceding
        )) as from_month,
        to_month
    from list_activities
),

keep_uncovered_months as (
    select * from find_uncovered_months where from_month < to_month
)

select * from keep_uncovered_months
