with

charges as (
    select * from {{ ref('stg_contracts__charges') }}
),

delivered_contracts as (
    select * from {{ ref('int_activity__delivered_contracts') }}
),

number_charges as (
    select
        *,
        {{ letters_and_digits('contract_id') }} as contract_number
    from charges
),

-- by the contract system's own id, else by the number under which it is known
attach_contracts as (
    select
        number_charges.charge_id,
        coalesce(same_id.contract_key, same_number.contract_key) as contract_key,
        number_charges.currency,
        number_charges.net_amount,
        case
            when number_charges.due_date > {{ as_of_date() }} then 'after_as_of'
            when number_charges.status = 'failed' then 'failed_charge'
            when number_charges.status = 'reversed' then 'reversed_charge'
        end as left_out_by,
        number_charges.due_date
    from number_charges
    left join delivered_contracts as same_id
        on number_charges.contract_id = same_id.contract_id
    left join delivered_contracts as same_number
        on number_charges.contract_number = same_number.contract_number
        and same_number.is_own
        and same_number.number_rank = 1
),

rank_charges as (
    select
        *,
        'charge:contracts:' || charge_id as item_key,
        row_number() over (
            partition by contract_key order by due_date, charge_id
        ) as payment_rank
    from attach_contracts
)

select * from rank_charges
