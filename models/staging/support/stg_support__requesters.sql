with

delivered as (
    select * from {{ source('support', 'requesters') }}
),

newest as (
    select
        *,
        {{ is_newest('requester_id', version='updated_at') }} as is_newest
    from delivered
),

renamed as (
    select
        'support:' || requester_id as record_id,
        requester_id,
        external_record,

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

        cast(updated_at as timestamp) as updated_at
    from newest
    where is_newest
)

select * from renamed
