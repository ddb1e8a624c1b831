with

charges as (
    select * from {{ ref('stg_contracts__charges') }}
),

delivered_contracts as (
    select * from {{ ref('int_activity__delivered_contracts') }}
),

-- many charges name the same contract: each name is looked up once
list_contract_ids as (
    select
        contract_id,
        {{ letters_and_digits('contract_id') }} as contract_number
    from charges
    group by contract_id
),

-- by the contract system's own id, else by the number under which it is known
find_contracts as (
    select
        list_contract_ids.contract_id,
        coalesce(same_id.contract_key, same_number.contract_key) as contract_key
    from list_contract_ids
    left join delivered_contracts as same_id
        on list_contract_ids.contract_id = same_id.contract_id
    left join delivered_contracts as same_number
        on list_contract_ids.contract_number = same_number.contract_number
        and same_number.is_own
        and same_number.number_rank = 1
),

attach_contracts as (
    select
        charges.charge_id,
        find_contracts.contract_key,
        charges.currency,
        charges.net_amount,
        case
            when charges.due_date > {{ as_of_date() }} then 'after_as_of'
            when charges.status = 'failed' then 'failed_charge'
            when charges.status = 'reversed' then 'reversed_charge'
        end as left_out_by,
        charges.due_date
    from charges
    left join find_contracts on charges.contract_id = find_contracts.contract_id
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
