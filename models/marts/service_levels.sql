with

tenure_months as (
    select * from {{ ref('int_relationship__tenure_months') }}
),

tickets as (
    select * from {{ ref('int_relationship__tickets') }}
),

status_periods as (
    select *
    from {{ ref('int_relationship__status_periods') }}
    where lifecycle_status <> 'former'
),

bands as (
    select * from {{ ref('tenure_bands') }}
),

months as (
    select * from {{ ref('int_activity__months') }}
),

-- the tickets of those who are counted: who was former that day is not
measure_tickets as (
    select
        tickets.*,
        {{ dbt.datediff(
            'status_periods.first_occasion_date', 'tickets.opened_on', 'day'
        ) }} as tenure_days,
        {{ dbt.dateadd('hour', var('first_reply_hours'), 'tickets.created_at') }}
            as reply_due_at,
        {{ dbt.datediff('tickets.created_at', 'tickets.first_reply_at', 'minute') }}
            as reply_minutes
    from tickets
    inner join status_periods
        on tickets.customer_id = status_periods.customer_id
        and tickets.opened_on >= status_periods.valid_from
        and (
            tickets.opened_on < status_periods.valid_to
            or status_periods.valid_to is null
        )
),

end_bands as (
    select
        code as tenure_band,
        from_days,
        lead(from_days) over (order by from_days) as to_days
    from bands
),

-- a ticket without a reply is late once the limit has passed, and open until then
sum_tickets as (
    select
        {{ month_of('measure_tickets.opened_on') }} as month,
        end_bands.tenure_band,
        count(*) as ticket_count,
        count(*) filter (where measure_tickets.is_complaint) as complaint_count,
        sum(measure_tickets.handling_minutes) as handling_minutes,
        avg(measure_tickets.reply_minutes) as reply_minutes,
        count(*) filter (
            where measure_tickets.first_reply_at <= measure_tickets.reply_due_at
        ) as in_time_count,
        count(*) filter (
            where measure_tickets.first_reply_at is not null
            or measure_tickets.reply_due_at < {{ add_days(as_of_date(), 1) }}
        ) as judged_count
    from measure_tickets
    inner join end_bands
        on (
            measure_tickets.tenure_days >= end_bands.from_days
            and (
                measure_tickets.tenure_days < end_bands.to_days
                or end_bands.to_days is null
            )
        )
        or (measure_tickets.tenure_days is null and end_bands.from_days is null)
    group by {{ month_of('measure_tickets.opened_on') }}, end_bands.tenure_band
),

-- a month without tickets is a row too
divide_sums as (
    select
        tenure_months.tenure_band,
        cast(tenure_months.customer_count as bigint) as customer_count,
        coalesce(sum_tickets.ticket_count, 0) as ticket_count,
        coalesce(sum_tickets.complaint_count, 0) as complaint_count,
        sum_tickets.ticket_count / nullif(tenure_months.customer_count, 0)
            as tickets_per_customer,
        cast(sum_tickets.handling_minutes as double)
        / nullif(tenure_months.customer_count, 0) as minutes_per_customer,
        cast(sum_tickets.handling_minutes as double) / sum_tickets.ticket_count
            as minutes_per_ticket,
        sum_tickets.reply_minutes as first_reply_minutes,
        sum_tickets.in_time_count / nullif(sum_tickets.judged_count, 0)
            as first_reply_in_time_share,
        months.is_complete,
        tenure_months.month
    from tenure_months
    inner join months on tenure_months.month = months.month
    left join sum_tickets
        on tenure_months.month = sum_tickets.month
        and tenure_months.tenure_band = sum_tickets.tenure_band
)

select * from divide_sums
