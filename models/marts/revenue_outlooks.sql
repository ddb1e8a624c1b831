with

outlook_months as (
    select * from {{ ref('int_relationship__outlook_months') }}
),

contract_outlooks as (
    select * from {{ ref('int_relationship__contract_outlooks') }}
),

purchase_outlooks as (
    select * from {{ ref('int_relationship__purchase_outlooks') }}
),

combine_parts as (
    select
        outlook_months.made_on,
        outlook_months.month,
        outlook_months.is_back_test,
        cast(contract_outlooks.contracted as decimal(18, 2)) as contracted_amount,
        cast(case
            when contract_outlooks.renewable = 0 then 0
            else contract_outlooks.renewable * contract_outlooks.renewal_share
        end as decimal(18, 2)) as renewal_amount,
        cast(purchase_outlooks.expected as decimal(18, 2)) as repeat_amount,
        contract_outlooks.renewal_share,
        cast(case
            when outlook_months.is_back_test
                then contract_outlooks.actual + purchase_outlooks.actual
        end as decimal(18, 2)) as actual_amount
    from outlook_months
    inner join contract_outlooks
        on outlook_months.made_on = contract_outlooks.made_on
        and outlook_months.month = contract_outlooks.month
    inner join purchase_outlooks
        on outlook_months.made_on = purchase_outlooks.made_on
        and outlook_months.month = purchase_outlooks.month
),

add_up_parts as (
    select
        *,
        cast(contracted_amount + renewal_amount + repeat_amount as decimal(18, 2))
            as outlook_amount
    from combine_parts
),

-- a single month errs more than the year: both say how far to trust the outlook
measure_errors as (
    select
        case
            when repeat_amount is null then 'no_customer_a_year_earlier'
            when renewal_amount is null then 'no_contract_a_year_earlier'
            when actual_amount <= 0 or sum(actual_amount) over by_outlook <= 0
                then 'no_positive_revenue'
        end as missing_reason,
        contracted_amount,
        renewal_amount,
        repeat_amount,
        outlook_amount,
        actual_amount,
        cast(renewal_share as double) as renewal_share,
        case
            when actual_amount > 0
                then cast(outlook_amount as double) / actual_amount - 1
        end as outlook_error,
        case
            when sum(actual_amount) over by_outlook > 0
                and count(outlook_amount) over by_outlook = 12
                then cast(sum(outlook_amount) over by_outlook as double)
                    / sum(actual_amount) over by_outlook - 1
        end as year_outlook_error,
        is_back_test,
        month,
        made_on
    from add_up_parts
    window by_outlook as (partition by made_on)
)

select * from measure_errors
