with

delivered as (
    select * from {{ source('shop', 'customers') }}
),

newest as (
    select
        *,
        {{ is_newest('customer_id', version='updated_at') }} as is_newest
    from delivered
),

renamed as (
    select
        'shop:' || customer_id as record_id,
        customer_id as shop_customer_id,
        loyalty_card_number,

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

        cast(is_guest as boolean) as is_guest,
        cast(marketing_opt_in as boolean) as marketing_opt_in,
        cast(notice_given as boolean) as notice_given,

        cast(marketing_opt_in_at as timestamp) as marketing_opt_in_at,
        cast(created_at as timestamp) as created_at,
        cast(updated_at as timestamp) as updated_at
    from newest
    where is_newest
)

select * from renamed
