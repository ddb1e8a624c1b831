with

tickets as (
    select * from {{ ref('stg_support__tickets') }}
),

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

-- a ticket without a time of solution was closed when it was changed last
date_tickets as (
    select
        tickets.ticket_id,
        customer_records.customer_id,
        coalesce(tickets.handling_minutes, {{ var('default_handling_minutes') }})
            as handling_minutes,
        coalesce(tickets.is_complaint, false) as is_complaint,
        tickets.created_at,
        case
            when tickets.first_reply_at >= tickets.created_at
                and tickets.first_reply_at < {{ add_days(as_of_date(), 1) }}
                then tickets.first_reply_at
        end as first_reply_at,
        cast(tickets.created_at as date) as opened_on,
        case
            when tickets.status in ('solved', 'closed')
                then cast(coalesce(tickets.solved_at, tickets.updated_at) as date)
        end as closed_on
    from tickets
    inner join customer_records on tickets.record_id = customer_records.record_id
    where tickets.status <> 'spam'
),

keep_past_tickets as (
    select *
    from date_tickets
    where opened_on <= {{ as_of_date() }}
)

select * from keep_past_tickets
