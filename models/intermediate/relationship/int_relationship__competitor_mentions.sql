with

comments as (
    select * from {{ ref('stg_support__comments') }} where author_role = 'customer'
),

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

count_mentions as (
    select
        customer_records.customer_id,
        count(*) as mention_count,
        cast(max(comments.created_at) as date) as last_mentioned_on
    from comments
    inner join customer_records on comments.record_id = customer_records.record_id
    where comments.created_at >= {{ add_days(recent_after(), 1) }}
        and comments.created_at < {{ add_days(as_of_date(), 1) }}
        and {{ regexp_matches('lower(comments.body)', var('competitor_pattern')) }}
    group by customer_records.customer_id
)

select * from count_mentions
