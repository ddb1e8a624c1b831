with

delivered as (
    select * from {{ source('company', 'consents') }}
),

newest as (
    select
        *,
        {{ is_newest([
            'email', 'phone', 'record', 'channel', 'purpose', 'event',
            'occurred_at',
        ]) }} as is_newest
    from delivered
),

renamed as (
    select
        record as record_id,

        email,
        phone,
        channel,
        purpose,
        event,
        evidence,

        delivery_number,

        cast(occurred_at as timestamp) as occurred_at
    from newest
    where is_newest
)

select * from renamed
