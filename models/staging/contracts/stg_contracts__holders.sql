with

delivered as (
    select * from {{ source('contracts', 'holders') }}
),

newest as (
    select
        *,
        {{ is_newest('holder_id', version='updated_at') }} as is_newest
    from delivered
),

renamed as (
    select
        'contracts:' || holder_id as record_id,
        holder_id,

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

        cast(created_at as timestamp) as created_at,
        cast(updated_at as timestamp) as updated_at
    from newest
    where is_newest
)

select * from renamed
