with

delivered as (
    select * from {{ source('state', 'customer_records') }}
),

renamed as (
    select
        record_id,
        customer_id
    from delivered
)

select * from renamed
