with

terms as (
    select * from {{ ref('int_relationship__contract_terms') }}
),

keep_live_contracts as (
    select
        *,
        coalesce(cancelled_on <= {{ as_of_date() }}, false) as is_cancelled,
        {{ add_days(as_of_date(), 1) }} as tomorrow_date,
        {{ add_days(as_of_date(), 'greatest(1, notice_period_days)') }} as reached_date
    from terms
    where start_date <= {{ as_of_date() }}
        and (end_date is null or end_date > {{ as_of_date() }})
),

-- notice that comes too late for this term's end reaches the next one
find_term_ends as (
    select
        *,
        case
            when anchor_date >= tomorrow_date then anchor_date
            else {{ term_end_from('tomorrow_date') }}
        end as renewal_date,
        case
            when anchor_date >= reached_date then anchor_date
            else {{ term_end_from('reached_date') }}
        end as notice_end_date
    from keep_live_contracts
    where auto_renews and end_date is null and not is_cancelled
),

date_deadlines as (
    select
        live.contract_key,
        live.contract_id,
        live.customer_id,
        live.product_line,
        case
            when live.death_known_on <= {{ as_of_date() }} then 'death'
            when live.is_cancelled then 'cancelled'
            when live.end_date is not null then 'ends_by_itself'
            when live.anchor_date is null then 'no_term_end'
            when not live.auto_renews then 'ends_by_itself'
            when live.notice_period_days is null then 'no_notice_period'
        end as missing_reason,
        live.notice_period_days,
        live.annual_premium_amount,
        live.auto_renews,
        live.start_date,
        live.end_date,
        ends.renewal_date,
        case when live.notice_period_days is not null then ends.notice_end_date end
            as notice_end_date,
        {{ add_days('ends.notice_end_date', '-live.notice_period_days') }}
            as notice_deadline,
        live.cancelled_on
    from keep_live_contracts as live
    left join find_term_ends as ends on live.contract_key = ends.contract_key
),

count_days as (
    select
        *,
        {{ dbt.datediff(as_of_date(), 'notice_deadline', 'day') }} as days_left
    from date_deadlines
)

select * from count_days
