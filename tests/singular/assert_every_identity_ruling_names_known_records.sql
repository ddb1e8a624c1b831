-- A ruling on a record that has not landed waits for it: a remark, since the record
-- may come, or be misspelt.
{{ config(severity='warn') }}

with

rulings as (
    select * from {{ ref('stg_company__identity_rulings') }}
),

customer_records as (
    select * from {{ ref('customer_records') }}
),

find_unknown_records as (
    select
        rulings.record_id_a,
        rulings.record_id_b,
        rulings.ruled_on
    from rulings
    left join customer_records as a
        on rulings.record_id_a = a.record_id
    left join customer_records as b
        on rulings.record_id_b = b.record_id
    where a.record_id is null or b.record_id is null
)

select * from find_unknown_records
