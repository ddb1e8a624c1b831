with

delivered as (
    select * from {{ source('state', 'customer_id_changes') }}
),

renamed as (
    select
        customer_id,
        previous_customer_id,
        record_id,

        change,

        cast(changed_on as date) as changed_on
    from delivered
)

select * from renamed
