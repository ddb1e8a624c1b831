with

overrides as (
    select * from {{ ref('stg_company__overrides') }}
),

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

find_customers as (
    select
        customer_records.customer_id,
        overrides.record_id,
        overrides.field,
        overrides.value,
        overrides.decided_by,
        overrides.reason,
        overrides.valid_from,
        overrides.valid_to
    from overrides
    inner join customer_records on overrides.record_id = customer_records.record_id
    where overrides.valid_from <= {{ as_of_date() }}
),

-- of two decisions on one customer the later one holds, until its own end at most
rank_within_day as (
    select
        *,
        row_number() over (
            partition by customer_id, field, valid_from
            order by valid_to desc nulls first, value, record_id, decided_by
        ) as day_rank
    from find_customers
),

end_decisions as (
    select
        customer_id,
        field,
        value,
        decided_by,
        reason,
        valid_from,
        least(valid_to, lead(valid_from) over (
            partition by customer_id, field order by valid_from
        )) as valid_to
    from rank_within_day
    where day_rank = 1
)

select * from end_decisions
