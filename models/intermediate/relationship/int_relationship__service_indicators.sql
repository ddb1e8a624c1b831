with

tickets as (
    select * from {{ ref('int_relationship__tickets') }}
),

ratings as (
    select * from {{ ref('int_relationship__ratings') }}
),

mentions as (
    select * from {{ ref('int_relationship__competitor_mentions') }}
),

find_open_complaints as (
    select
        customer_id,
        min(opened_on) as raised_on
    from tickets
    where is_complaint
        and (closed_on is null or closed_on > {{ as_of_date() }})
    group by customer_id
),

count_complaints as (
    select
        customer_id,
        max(opened_on) as last_complaint_on
    from tickets
    where is_complaint
    group by customer_id
),

average_ratings as (
    select
        customer_id,
        avg(satisfaction) filter (where rated_on > {{ recent_after() }})
            as recent_satisfaction,
        avg(satisfaction) filter (
            where rated_on <= {{ recent_after() }} and rated_on > {{ earlier_after() }}
        ) as earlier_satisfaction,
        {{ value_at_max('satisfaction', ['rated_on', 'rating_id']) }}
            as newest_satisfaction,
        max(rated_on) as last_rated_on
    from ratings
    group by customer_id
),

list_indicators as (
    select
        customer_id,
        'complaint_open' as indicator,
        cast({{ dbt.datediff('raised_on', as_of_date(), 'day') }} as double)
            as strength,
        cast({{ dbt.datediff('raised_on', as_of_date(), 'day') }} as double)
            as indicator_value,
        cast(null as double) as comparison_value,
        raised_on
    from find_open_complaints
    union all
    select
        customer_id,
        'ratings_falling' as indicator,
        earlier_satisfaction - recent_satisfaction as strength,
        recent_satisfaction as indicator_value,
        earlier_satisfaction as comparison_value,
        last_rated_on as raised_on
    from average_ratings
    where recent_satisfaction is not null and earlier_satisfaction is not null
    union all
    select
        average_ratings.customer_id,
        'unhappy_silent' as indicator,
        {{ var('low_satisfaction') }} - average_ratings.newest_satisfaction as strength,
        average_ratings.newest_satisfaction as indicator_value,
        cast(null as double) as comparison_value,
        average_ratings.last_rated_on as raised_on
    from average_ratings
    left join count_complaints
        on average_ratings.customer_id = count_complaints.customer_id
    where average_ratings.last_rated_on > {{ add_days(
            as_of_date(), -1 * var('risk_earlier_days')
        ) }}
        and (
            count_complaints.last_complaint_on <= {{ add_days(
            as_of_date(), -1 * var('risk_earlier_days')
        ) }}
            or count_complaints.last_complaint_on is null
        )
    union all
    select
        customer_id,
        'competitor_mentioned' as indicator,
        mention_count as strength,
        mention_count as indicator_value,
        null as comparison_value,
        last_mentioned_on as raised_on
    from mentions
),

add_due_dates as (
    select *, cast(null as date) as due_date from list_indicators
)

select * from add_due_dates
