with

delivered as (
    select * from {{ source('newsletter', 'events') }}
),

newest as (
    select
        *,
        {{ is_newest(['email', 'campaign_id', 'event', 'occurred_at']) }} as is_newest
    from delivered
),

renamed as (
    select
        campaign_id,

        email,
        event,

        delivery_number,

        cast(is_machine_open as boolean) as is_machine_open,

        cast(occurred_at as timestamp) as occurred_at
    from newest
    where is_newest
)

select * from renamed
