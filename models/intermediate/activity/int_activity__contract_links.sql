with

delivered_contracts as (
    select * from {{ ref('int_activity__delivered_contracts') }}
),

counted_contracts as (
    select * from delivered_contracts where left_out_by is null
),

named_predecessors as (
    select
        contract_key,
        customer_id,
        predecessor_contract_id,
        {{ letters_and_digits('predecessor_contract_id') }} as predecessor_number
    from counted_contracts
    where predecessor_contract_id is not null
),

-- by the contract system's own id, else by the number under which it is known
find_predecessors as (
    select
        named_predecessors.contract_key,
        named_predecessors.customer_id,
        coalesce(same_id.contract_key, same_number.contract_key) as predecessor_key
    from named_predecessors
    left join delivered_contracts as same_id
        on named_predecessors.predecessor_contract_id = same_id.contract_id
    left join delivered_contracts as same_number
        on named_predecessors.predecessor_number = same_number.contract_number
        and same_number.is_own
        and same_number.number_rank = 1
),

-- a link holds between two contracts of one customer that both count
keep_links as (
    select
        find_predecessors.contract_key,
        find_predecessors.predecessor_key
    from find_predecessors
    inner join counted_contracts
        on find_predecessors.predecessor_key = counted_contracts.contract_key
        and find_predecessors.customer_id = counted_contracts.customer_id
)

select * from keep_links
