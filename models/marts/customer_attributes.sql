with

customer_attributes as (
    select * from {{ ref('int_identity__customer_attributes') }}
),

pick_columns as (
    select
        customer_id,
        record_id,
        split_part(record_id, ':', 1) as source,
        attribute,
        value,
        reason,
        record_count,
        is_chosen,
        is_valid,
        known_at
    from customer_attributes
)

select * from pick_columns
