with

delivered as (
    select * from {{ source('broker', 'clients') }}
),

-- brokers number their clients themselves: the broker belongs to the key
newest as (
    select
        *,
        {{ is_newest(['broker_id', 'client_id'], version='delivered_at') }} as is_newest
    from delivered
),

renamed as (
    select
        'broker:' || broker_id || '/' || client_id as record_id,
        broker_id,
        client_id,

        party_type,
        salutation,
        title,
        first_name,
        last_name,
        company_name,
        birth_date,
        email,
        phone,
        street,
        house_number,
        postal_code,
        city,
        country,
        iban,
        vat_id,

        delivery_number,

        cast(mandate_date as date) as mandate_date,
        cast(delivered_at as timestamp) as delivered_at
    from newest
    where is_newest
)

select * from renamed
