with

segment_months as (
    select * from {{ ref('int_relationship__segment_months') }}
),

tickets as (
    select * from {{ ref('int_relationship__tickets') }}
),

ratings as (
    select * from {{ ref('int_relationship__ratings') }}
),

-- a ticket matters in the year in which it was opened, and as long as it is open
count_tickets as (
    select
        segment_months.customer_id,
        segment_months.month,
        count(*) as ticket_count,
        count(*) filter (where tickets.is_complaint) as complaint_count,
        count(*) filter (
            where tickets.is_complaint and (
                tickets.closed_on is null
                or tickets.closed_on > segment_months.last_date
            )
        ) as open_complaint_count,
        sum(tickets.handling_minutes) as handling_minutes
    from segment_months
    inner join tickets
        on segment_months.customer_id = tickets.customer_id
        and segment_months.last_date >= tickets.opened_on
        and (
            segment_months.trailing_from <= tickets.opened_on
            or tickets.closed_on is null
            or segment_months.last_date < tickets.closed_on
        )
    group by segment_months.customer_id, segment_months.month
),

count_ratings as (
    select
        segment_months.customer_id,
        segment_months.month,
        count(*) as rating_count,
        sum(ratings.satisfaction) as satisfaction_sum
    from segment_months
    inner join ratings
        on segment_months.customer_id = ratings.customer_id
        and segment_months.last_date >= ratings.rated_on
        and segment_months.trailing_from <= ratings.rated_on
    group by segment_months.customer_id, segment_months.month
),

combine_counts as (
    select
        segment_months.customer_id,
        segment_months.month,
        coalesce(count_tickets.ticket_count, 0) as ticket_count,
        coalesce(count_tickets.complaint_count, 0) as complaint_count,
        coalesce(count_tickets.open_complaint_count, 0) as open_complaint_count,
        coalesce(count_tickets.handling_minutes, 0) as handling_minutes,
        coalesce(count_ratings.rating_count, 0) as rating_count,
        coalesce(count_ratings.satisfaction_sum, 0) as satisfaction_sum
    from segment_months
    left join count_tickets
        on segment_months.customer_id = count_tickets.customer_id
        and segment_months.month = count_tickets.month
    left join count_ratings
        on segment_months.customer_id = count_ratings.customer_id
        and segment_months.month = count_ratings.month
),

-- what is not known says neither good nor bad: few ratings stay near the middle, and
-- without a ticket nobody knows whether there was cause for complaint
score_service as (
    select
        *,
        handling_minutes * {{ var('service_minute_amount') }} as service_amount,
        (
            {{ var('neutral_score') }} * {{ var('rating_prior_count') }}
            + satisfaction_sum
        ) / ({{ var('rating_prior_count') }} + rating_count) as rating_part,
        case
            when open_complaint_count > 0 then 0
            when complaint_count > 0 or ticket_count = 0 then {{ var('neutral_score') }}
            else 100
        end as complaint_part
    from combine_counts
)

select * from score_service
