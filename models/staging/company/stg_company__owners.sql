with

delivered as (
    select * from {{ source('company', 'owners') }}
),

newest as (
    select
        *,
        {{ is_newest([
            'owner_id', 'owner_name', 'record', 'postal_code_from',
            'postal_code_to', 'broker_id', 'valid_from',
        ]) }} as is_newest
    from delivered
),

renamed as (
    select
        owner_id,
        record as record_id,
        broker_id,

        owner_name,
        team,
        postal_code_from,
        postal_code_to,

        delivery_number,

        cast(valid_from as date) as valid_from
    from newest
    where is_newest
)

select * from renamed
