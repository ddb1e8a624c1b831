with

tickets as (
    select *
    from {{ ref('stg_support__tickets') }}
    where status <> 'spam' and created_at < {{ add_days(as_of_date(), 1) }}
),

comments as (
    select *
    from {{ ref('stg_support__comments') }}
    where author_role <> 'system' and ticket_id is not null
),

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

follow_comments as (
    select
        *,
        lag(author_role) over in_time as previous_role,
        lag(created_at) over in_time as previous_at
    from comments
    window in_time as (partition by ticket_id order by created_at, comment_id)
),

-- who still waits for a first answer has waited until today at least
list_waits as (
    select
        record_id,
        'served_slower' as indicator,
        created_at as asked_at,
        case
            when first_reply_at < {{ add_days(as_of_date(), 1) }} then first_reply_at
            when first_reply_at is not null or status in ('open', 'pending')
                then cast({{ as_of_date() }} as timestamp)
        end as answered_at
    from tickets
    union all
    select
        tickets.record_id,
        'replies_slower' as indicator,
        follow_comments.previous_at as asked_at,
        follow_comments.created_at as answered_at
    from follow_comments
    inner join tickets on follow_comments.ticket_id = tickets.ticket_id
    where follow_comments.author_role = 'customer'
        and follow_comments.previous_role = 'agent'
),

measure_waits as (
    select
        customer_records.customer_id,
        list_waits.indicator,
        list_waits.answered_at >= {{ add_days(recent_after(), 1) }} as is_recent,
        ln(1 + greatest(0, {{ dbt.datediff(
            'list_waits.asked_at', 'list_waits.answered_at', 'hour'
        ) }})) as log_hours,
        cast(list_waits.answered_at as date) as answered_on
    from list_waits
    inner join customer_records
        on list_waits.record_id = customer_records.record_id
    where list_waits.answered_at >= {{ add_days(earlier_after(), 1) }}
        and list_waits.answered_at < {{ add_days(as_of_date(), 1) }}
),

sum_waits as (
    select
        customer_id,
        indicator,
        avg(log_hours) filter (where is_recent) as recent_log,
        coalesce(sum(log_hours) filter (where not is_recent), 0) as earlier_sum,
        count(*) filter (where not is_recent) as earlier_count,
        max(answered_on) as raised_on
    from measure_waits
    group by customer_id, indicator
),

-- whose earlier waits are few or none is compared with those of all
compare_waits as (
    select
        *,
        (
            earlier_sum + {{ var('rating_prior_count') }}
            * sum(earlier_sum) over whole
            / nullif(sum(earlier_count) over whole, 0)
        ) / (earlier_count + {{ var('rating_prior_count') }}) as earlier_log
    from sum_waits
    window whole as (partition by indicator)
),

compare_hours as (
    select
        customer_id,
        indicator,
        round(exp(recent_log - earlier_log), 2) as strength,
        round(exp(recent_log) - 1, 2) as indicator_value,
        round(exp(earlier_log) - 1, 2) as comparison_value,
        raised_on,
        cast(null as date) as due_date
    from compare_waits
    where recent_log is not null and earlier_log is not null
)

select * from compare_hours
