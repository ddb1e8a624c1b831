with

customers as (
    select * from {{ ref('int_identity__customers') }}
),

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

overrides as (
    select * from {{ ref('int_relationship__overrides') }}
),

brokers as (
    select * from {{ ref('int_relationship__brokers') }}
),

owners as (
    select * from {{ ref('stg_company__owners') }}
),

-- the nearer a rule is to the customer, the more it says
list_candidates as (
    select customer_id, value as owner_id, '1_ruled' as closeness, valid_from
    from overrides
    where field = 'owner_id'
        and (valid_to is null or valid_to > {{ as_of_date() }})
    union all
    select
        customer_records.customer_id,
        owners.owner_id,
        '2_record' as closeness,
        owners.valid_from
    from owners
    inner join customer_records on owners.record_id = customer_records.record_id
    union all
    select
        brokers.customer_id,
        owners.owner_id,
        '3_broker' as closeness,
        owners.valid_from
    from owners
    inner join brokers on owners.broker_id = brokers.broker_id
    union all
    select
        customers.customer_id,
        owners.owner_id,
        '4_region' as closeness,
        owners.valid_from
    from owners
    inner join customers
        on owners.postal_code_from <= customers.postal_code
        and substr(customers.postal_code, 1, length(owners.postal_code_to))
        <= owners.postal_code_to
        and length(customers.postal_code) >= length(owners.postal_code_from)
),

-- of two owners on one level the later one holds
rank_candidates as (
    select
        customer_id,
        owner_id,
        row_number() over (
            partition by customer_id
            order by closeness, valid_from desc nulls last, owner_id
        ) as owner_rank
    from list_candidates
    where coalesce(valid_from, {{ as_of_date() }}) <= {{ as_of_date() }}
),

choose_owners as (
    select customer_id, owner_id
    from rank_candidates
    where owner_rank = 1
)

select * from choose_owners
