with

delivered_contracts as (
    select * from {{ ref('int_activity__delivered_contracts') }}
),

premiums as (
    select *
    from {{ ref('int_activity__contract_premiums') }}
    where premium_amount is not null and payment_months is not null
),

charges as (
    select * from {{ ref('int_activity__charges') }}
),

charged_contracts as (
    select contract_key
    from charges
    where contract_key is not null
    group by contract_key
),

-- what is charged is not estimated
find_accruing_terms as (
    select
        premiums.contract_key,
        premiums.currency,
        premiums.premium_amount,
        premiums.is_single,
        delivered_contracts.left_out_by,
        premiums.payment_months,
        delivered_contracts.start_date,
        greatest(premiums.valid_from, delivered_contracts.start_date) as due_from,
        least(
            premiums.valid_to,
            delivered_contracts.end_date,
            {{ add_days(as_of_date(), 1) }}
        ) as due_to
    from premiums
    inner join delivered_contracts
        on premiums.contract_key = delivered_contracts.contract_key
    left join charged_contracts
        on premiums.contract_key = charged_contracts.contract_key
    where charged_contracts.contract_key is null
),

count_months as (
    select
        *,
        {{ dbt.datediff('start_date', 'due_from', 'month') }} as months_before,
        {{ dbt.datediff('start_date', 'due_to', 'month') }} as months_in_all
    from find_accruing_terms
    where due_from < due_to
),

find_payment_numbers as (
    select
        *,
        cast(floor(months_before / payment_months) as integer) as first_number,
        case
            when is_single then 0
            else cast(floor(months_in_all / payment_months) as integer)
        end as last_number
    from count_months
),

number_payments as (
    select
        *,
        {{ each_number('first_number', 'last_number') }} as payment_number
    from find_payment_numbers
),

-- the k-th payment is due k periods after the start, month ends clipped
date_payments as (
    select
        *,
        {{ add_months('start_date', 'payment_number * payment_months') }} as due_date
    from number_payments
),

rank_accruals as (
    select
        'accrual:' || contract_key || ':' || cast(due_date as {{ dbt.type_string() }})
            as item_key,
        contract_key,
        currency,
        premium_amount,
        left_out_by,
        row_number() over (
            partition by contract_key order by due_date
        ) as payment_rank,
        due_date
    from date_payments
    where due_date >= due_from and due_date < due_to
)

select * from rank_accruals
