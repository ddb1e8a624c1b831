-- Nobody vanishes: each record belongs to exactly one customer that there is.
with

records as (
    select * from {{ ref('int_identity__records') }}
),

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

customers as (
    select * from {{ ref('int_identity__customers') }}
),

count_customers as (
    select
        records.record_id,
        count(customers.customer_id) as customer_count
    from records
    left join customer_records
        on records.record_id = customer_records.record_id
    left join customers
        on customer_records.customer_id = customers.customer_id
    group by records.record_id
),

count_both_sides as (
    select
        (select count(*) from records) as record_count,
        (select count(*) from customer_records) as assigned_count,
        (select sum(record_count) from customers) as member_count
),

find_wrong as (
    select record_id from count_customers where customer_count <> 1
    union all
    select 'number of records' as record_id
    from count_both_sides
    where record_count <> assigned_count
        or record_count <> coalesce(member_count, 0)
)

select * from find_wrong
