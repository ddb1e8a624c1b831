-- Two birth dates of one person differ by a slip at most, unless somebody ruled the
-- records to be one customer.
{{ config(severity='warn') }}

with

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
    where party_type = 'person' and birth_date is not null
),

customer_records as (
    select * from {{ ref('customer_records') }}
),

find_ruled_customers as (
    select customer_id
    from customer_records
    where match_kind = 'ruling'
    group by customer_id
),

list_birth_dates as (
    select
        members.customer_id,
        records.birth_date,
        records.is_birth_date_guessed,
        min(records.record_id) as record_id
    from compared_records as records
    inner join customer_records as members
        on records.record_id = members.record_id
    left join find_ruled_customers as ruled
        on members.customer_id = ruled.customer_id
    where ruled.customer_id is null
    group by
        members.customer_id, records.birth_date, records.is_birth_date_guessed
),

find_contradictions as (
    select
        a.customer_id,
        a.record_id as record_id_a,
        b.record_id as record_id_b
    from list_birth_dates as a
    inner join list_birth_dates as b
        on a.customer_id = b.customer_id
        and a.birth_date < b.birth_date
    where {{ compare_birth_dates('a', 'b') }} in ('d', 'g')
)

select * from find_contradictions
