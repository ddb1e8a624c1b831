with

delivered as (
    select * from {{ source('support', 'tickets') }}
),

newest as (
    select
        *,
        {{ is_newest('ticket_id', version='updated_at') }} as is_newest
    from delivered
),

renamed as (
    select
        ticket_id,
        'support:' || requester_id as record_id,
        requester_id,
        order_id,
        contract_id,
        agent_id,

        channel,
        category,
        subject,
        status,
        priority,
        root_cause,

        cast(reopened_count as integer) as reopened_count,
        cast(handling_minutes as decimal(18, 4)) as handling_minutes,
        delivery_number,

        cast(is_complaint as boolean) as is_complaint,
        cast(change_documented as boolean) as change_documented,

        cast(created_at as timestamp) as created_at,
        cast(first_reply_at as timestamp) as first_reply_at,
        cast(solved_at as timestamp) as solved_at,
        cast(updated_at as timestamp) as updated_at
    from newest
    where is_newest
)

select * from renamed
