with

customer_id_changes as (
    select * from {{ ref('int_identity__customer_id_changes') }}
),

pick_columns as (
    select
        customer_id,
        previous_customer_id,
        record_id,
        change,
        changed_on
    from customer_id_changes
)

select * from pick_columns
