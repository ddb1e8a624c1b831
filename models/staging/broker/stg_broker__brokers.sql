with

delivered as (
    select * from {{ source('broker', 'brokers') }}
),

newest as (
    select
        *,
        {{ is_newest('broker_id') }} as is_newest
    from delivered
),

renamed as (
    select
        broker_id,

        name,
        email,
        phone,

        delivery_number,

        cast(is_active as boolean) as is_active
    from newest
    where is_newest
)

select * from renamed
