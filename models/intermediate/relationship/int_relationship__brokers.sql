with

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

contracts as (
    select * from {{ ref('int_activity__contracts') }}
),

clients as (
    select * from {{ ref('stg_broker__clients') }}
),

list_candidates as (
    select
        customer_id,
        broker_id,
        start_date as known_since,
        end_date is null or end_date > {{ as_of_date() }} as is_live
    from contracts
    where is_counted
        and broker_id is not null
        and customer_id is not null
        and start_date <= {{ as_of_date() }}
    union all
    select
        customer_records.customer_id,
        clients.broker_id,
        cast(clients.delivered_at as date) as known_since,
        false as is_live
    from clients
    inner join customer_records on clients.record_id = customer_records.record_id
),

-- who brokered a live contract comes before who only knows the customer
rank_candidates as (
    select
        customer_id,
        broker_id,
        row_number() over (
            partition by customer_id
            order by is_live desc, known_since desc, broker_id
        ) as broker_rank
    from list_candidates
),

choose_brokers as (
    select customer_id, broker_id
    from rank_candidates
    where broker_rank = 1
)

select * from choose_brokers
