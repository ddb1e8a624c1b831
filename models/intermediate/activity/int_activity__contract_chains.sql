with

delivered_contracts as (
    select * from {{ ref('int_activity__delivered_contracts') }}
),

links as (
    select * from {{ ref('int_activity__contract_links') }}
),

list_edges as (
    select contract_key as node_a, contract_key as node_b from delivered_contracts
    union all
    select contract_key as node_a, predecessor_key as node_b from links
)

select * from list_edges
