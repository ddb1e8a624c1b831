with

delivered as (
    select * from {{ source('support', 'comments') }}
),

newest as (
    select
        *,
        {{ is_newest('comment_id') }} as is_newest
    from delivered
),

renamed as (
    select
        comment_id,
        ticket_id,
        'support:' || requester_id as record_id,
        requester_id,

        author_role,
        body,

        delivery_number,

        cast(is_public as boolean) as is_public,

        cast(created_at as timestamp) as created_at
    from newest
    where is_newest
)

select * from renamed
