with

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

record_facts as (
    select * from {{ ref('int_relationship__record_facts') }}
),

revenue_items as (
    select * from {{ ref('int_activity__revenue_items') }}
),

contracts as (
    select * from {{ ref('int_activity__contracts') }}
),

-- orders, refunds, charges and contracts count even where they are no revenue; a
-- contract may end before it starts; who has nothing dated is known since today
list_facts as (
    select
        customer_records.customer_id,
        customer_records.customer_number,
        record_facts.fact_date
    from record_facts
    inner join customer_records
        on record_facts.record_id = customer_records.record_id
    union all
    select customer_id, customer_number, event_date as fact_date from revenue_items
    union all
    select customer_id, customer_number, start_date as fact_date from contracts
    union all
    select customer_id, customer_number, end_date as fact_date from contracts
    union all
    select customer_id, customer_number, {{ as_of_date() }} as fact_date
    from customer_records
),

find_first_facts as (
    select customer_id, customer_number, min(fact_date) as first_fact_date
    from list_facts
    where fact_date <= {{ as_of_date() }} and customer_id is not null
    group by customer_id, customer_number
)

select * from find_first_facts
