with

shop_customers as (
    select * from {{ ref('stg_shop__customers') }}
),

orders as (
    select * from {{ ref('stg_shop__orders') }}
),

holders as (
    select * from {{ ref('stg_contracts__holders') }}
),

clients as (
    select * from {{ ref('stg_broker__clients') }}
),

requesters as (
    select * from {{ ref('stg_support__requesters') }}
),

unite_people as (
    select
        record_id,
        {{ person_block() }},
        cast(created_at as date) as first_seen_date,
        updated_at
    from shop_customers
    union all
    -- an order with an account belongs to the account's record
    select
        record_id,
        {{ person_block() }},
        cast(ordered_at as date) as first_seen_date,
        updated_at
    from orders
    where record_id is not null and shop_customer_id is null
    union all
    select
        record_id,
        {{ person_block() }},
        cast(created_at as date) as first_seen_date,
        updated_at
    from holders
    union all
    select
        record_id,
        {{ person_block() }},
        mandate_date as first_seen_date,
        delivered_at as updated_at
    from clients
    union all
    select
        record_id,
        {{ person_block() }},
        cast(null as date) as first_seen_date,
        updated_at
    from requesters
)

select * from unite_people
