-- Ids for good: one ever published is a customer, or a change names who answers for it.
with

customers as (
    select * from {{ ref('int_identity__customers') }}
),

changes as (
    select * from {{ ref('customer_id_changes') }}
),

previous_records as (
    select * from {{ ref('stg_state__customer_records') }}
),

previous_changes as (
    select * from {{ ref('stg_state__customer_id_changes') }}
),

list_known_ids as (
    select customer_id from previous_records
    union all
    select customer_id from previous_changes
    union all
    select previous_customer_id as customer_id from previous_changes
),

find_lost_ids as (
    select known.customer_id
    from list_known_ids as known
    left join customers
        on known.customer_id = customers.customer_id
    left join changes
        on known.customer_id = changes.previous_customer_id
        and changes.change in ('merged', 'retired')
    where known.customer_id is not null
        and customers.customer_id is null
        and changes.previous_customer_id is null
),

find_dead_ends as (
    select changes.customer_id
    from changes
    left join customers
        on changes.customer_id = customers.customer_id
    where changes.customer_id is not null and customers.customer_id is null
),

unite_findings as (
    select customer_id from find_lost_ids
    union all
    select customer_id from find_dead_ends
)

select * from unite_findings
