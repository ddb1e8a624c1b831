with

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

pick_columns as (
    select
        record_id,
        linked_record_id,
        customer_id,
        source,
        match_kind,
        match_reason,
        match_reason_de,
        match_probability
    from customer_records
)

select * from pick_columns
