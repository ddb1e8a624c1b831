with

delivered as (
    select * from {{ source('support', 'ratings') }}
),

newest as (
    select
        *,
        {{ is_newest('rating_id') }} as is_newest
    from delivered
),

renamed as (
    select
        rating_id,
        ticket_id,
        'support:' || requester_id as record_id,
        requester_id,

        kind,
        comment,

        cast(score as decimal(18, 4)) as score,
        cast(scale as integer) as scale,
        delivery_number,

        cast(rated_at as timestamp) as rated_at
    from newest
    where is_newest
)

select * from renamed
