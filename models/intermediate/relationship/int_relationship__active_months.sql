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

-- a live contract makes every month active in which it has a day
list_contract_months as (
    select
        customer_number,
        {{ month_of('valid_from') }} as from_month,
        {{ add_months(month_of(
            'least(' ~ add_days('valid_to', -1) ~ ', ' ~ as_of_date() ~ ')'
        ), 1) }} as to_month
    from contract_periods
),

-- months that several contracts share count once: each adds what no earlier one covers
find_uncovered_months as (
    select
        customer_number,
        greatest(from_month, max(to_month) over (
            partition by customer_number
            order by from_month, to_month desc
            rows between unbounded preceding and 1 preceding
        )) as from_month,
        to_month
    from list_contract_months
),

keep_uncovered_months as (
    select * from find_uncovered_months where from_month < to_month
),

-- a purchase adds its month where no contract is live in it
find_other_months as (
    select
        occasions.customer_number,
        {{ month_of('occasions.occasion_date') }} as from_month,
        {{ add_months(month_of('occasions.occasion_date'), 1) }} as to_month
    from occasions
    left join keep_uncovered_months as covered
        on occasions.customer_number = covered.customer_number
        and {{ month_of('occasions.occasion_date') }} >= covered.from_month
        and {{ month_of('occasions.occasion_date') }} < covered.to_month
    where covered.customer_number is null
),

combine_months as (
    select * from keep_uncovered_months
    union all
    select * from find_other_months
)

select * from combine_months
