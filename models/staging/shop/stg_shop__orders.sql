with

delivered as (
    select * from {{ source('shop', 'orders') }}
),

newest as (
    select
        *,
        {{ is_newest('order_id', version='updated_at') }} as is_newest
    from delivered
),

renamed as (
    select
        order_id,
        case
            when customer_id is not null
                then 'shop:' || customer_id
            when coalesce(email, phone, first_name, last_name, company_name) is not null
                then 'shop_guest:' || order_id
        end as record_id,
        customer_id as shop_customer_id,

        status,
        payment_status,
        channel,
        currency,
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

        cast(net_amount as decimal(18, 4)) as net_amount,
        cast(tax_amount as decimal(18, 4)) as tax_amount,
        cast(discount_amount as decimal(18, 4)) as discount_amount,
        cast(shipping_amount as decimal(18, 4)) as shipping_amount,
        delivery_number,

        cast(ordered_at as timestamp) as ordered_at,
        cast(updated_at as timestamp) as updated_at
    from newest
    where is_newest
)

select * from renamed
