with

ratings as (
    select * from {{ ref('stg_support__ratings') }}
),

tickets as (
    select * from {{ ref('stg_support__tickets') }}
),

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

-- who rates a ticket without giving a name is the one who opened it; recommendation
-- scales begin at 0, all others at 1
find_raters as (
    select
        ratings.rating_id,
        coalesce(ratings.record_id, tickets.record_id) as record_id,
        ratings.score,
        ratings.scale,
        case when ratings.kind = 'nps' then 0 else 1 end as lowest_score,
        cast(ratings.rated_at as date) as rated_on
    from ratings
    left join tickets on ratings.ticket_id = tickets.ticket_id
),

scale_ratings as (
    select
        find_raters.rating_id,
        customer_records.customer_id,
        cast(greatest(0, least(
            100,
            100 * (find_raters.score - find_raters.lowest_score)
            / (find_raters.scale - find_raters.lowest_score)
        )) as decimal(9, 4)) as satisfaction,
        find_raters.rated_on
    from find_raters
    inner join customer_records
        on find_raters.record_id = customer_records.record_id
    where find_raters.rated_on <= {{ as_of_date() }}
)

select * from scale_ratings
