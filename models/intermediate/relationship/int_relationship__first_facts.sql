with

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

records as (
    select * from {{ ref('int_identity__records') }}
),

revenue_items as (
    select * from {{ ref('int_activity__revenue_items') }}
),

contracts as (
    select * from {{ ref('int_activity__contracts') }}
),

tickets as (
    select * from {{ ref('stg_support__tickets') }}
),

comments as (
    select * from {{ ref('stg_support__comments') }}
),

ratings as (
    select * from {{ ref('stg_support__ratings') }}
),

-- what is known of a record has a date of its own in every source
date_record_facts as (
    select record_id, first_seen_date as fact_date from records
    union all
    select record_id, cast(created_at as date) as fact_date from tickets
    union all
    select record_id, cast(created_at as date) as fact_date from comments
    union all
    select record_id, cast(rated_at as date) as fact_date from ratings
),

-- orders, refunds, charges and contracts count even where they are no revenue; a
-- contract may end before it starts
date_customer_facts as (
    select customer_records.customer_id, date_record_facts.fact_date
    from date_record_facts
    inner join customer_records
        on date_record_facts.record_id = customer_records.record_id
    union all
    select customer_id, event_date as fact_date from revenue_items
    union all
    select customer_id, start_date as fact_date from contracts
    union all
    select customer_id, end_date as fact_date from contracts
),

-- a customer of whom nothing is dated is known since today
list_all_facts as (
    select customer_id, fact_date
    from date_customer_facts
    where fact_date <= {{ as_of_date() }} and customer_id is not null
    union all
    select customer_id, {{ as_of_date() }} as fact_date from customer_records
),

find_first_facts as (
    select customer_id, min(fact_date) as first_fact_date
    from list_all_facts
    group by customer_id
)

select * from find_first_facts
