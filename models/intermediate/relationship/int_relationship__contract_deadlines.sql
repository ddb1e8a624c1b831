with

terms as (
    select * from {{ ref('int_relationship__contract_terms') }}
),

keep_live_contracts as (
    select
        *,
        cancelled_on <= {{ as_of_date() }} as is_cancelled,
        auto_renews and end_date is null and anchor_date is not null as is_renewing,
        case when notice_period_days >= 0 then notice_period_days end as notice_days
    from terms
    where start_date <= {{ as_of_date() }}
        and (end_date is null or end_date > {{ as_of_date() }})
),

-- notice given too late for this term's end reaches the next one
find_term_ends as (
    select
        *,
        case
            when not is_renewing or coalesce(is_cancelled, false) then null
            when anchor_date > {{ as_of_date() }} then anchor_date
            else {{ term_end_from(add_days(as_of_date(), 1)) }}
        end as next_renewal_date,
        case
            when not is_renewing or coalesce(is_cancelled, false) then null
            when anchor_date > {{ as_of_date() }}
                and {{ add_days('anchor_date', '-notice_days') }} >= {{ as_of_date() }}
                then anchor_date
            else greatest(
                {{ term_end_from(
                    add_days(add_days(as_of_date(), 1), 'notice_days - 1')
                ) }},
                    {{ term_end_from(add_days(as_of_date(), 1)) }}
                )
        end as notice_end_date
    from keep_live_contracts
),

date_deadlines as (
    select
        *,
        {{ add_days('notice_end_date', '-notice_days') }} as notice_deadline
    from find_term_ends
),

name_reasons as (
    select
        contract_key,
        contract_id,
        customer_id,
        product_line,
        case
            when is_cancelled then 'cancelled'
            when end_date is not null then 'ends_by_itself'
            when anchor_date is null then 'no_term_end'
            when not auto_renews then 'ends_by_itself'
            when notice_days is null then 'no_notice_period'
        end as missing_reason,
        notice_days as notice_period_days,
        annual_premium_amount,
        {{ dbt.datediff(as_of_date(), 'notice_deadline', 'day') }} as days_left,
        auto_renews,
        start_date,
        end_date,
        next_renewal_date as renewal_date,
        case when notice_days is not null then notice_end_date end as notice_end_date,
        notice_deadline,
        cancelled_on
    from date_deadlines
)

select * from name_reasons
