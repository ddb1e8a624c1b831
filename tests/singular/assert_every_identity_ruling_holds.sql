-- What a person has ruled on two records is so; of rulings that contradict each other
-- (a is b, b is c, a is not c) one has to be withdrawn by a newer one.
with

rulings as (
    select * from {{ ref('int_identity__rulings') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

customer_records as (
    select * from {{ ref('customer_records') }}
),

find_broken_rulings as (
    select
        a.record_id as record_id_a,
        b.record_id as record_id_b,
        rulings.ruling,
        rulings.ruled_on
    from rulings
    inner join compared_records as a
        on rulings.record_number_a = a.record_number
    inner join compared_records as b
        on rulings.record_number_b = b.record_number
    inner join customer_records as members_a
        on a.record_id = members_a.record_id
    inner join customer_records as members_b
        on b.record_id = members_b.record_id
    where (members_a.customer_id = members_b.customer_id)
        <> (rulings.ruling = 'same')
)

select * from find_broken_rulings
