with

delivered as (
    select * from {{ source('newsletter', 'subscriptions') }}
),

newest as (
    select
        *,
        {{ is_newest(['list_id', 'email']) }} as is_newest
    from delivered
),

renamed as (
    select
        list_id,

        email,
        status,

        delivery_number,

        cast(signed_up_at as timestamp) as signed_up_at,
        cast(confirmed_at as timestamp) as confirmed_at,
        cast(unsubscribed_at as timestamp) as unsubscribed_at
    from newest
    where is_newest
)

select * from renamed
