with

status_periods as (
    select * from {{ ref('int_relationship__status_periods') }}
    where lifecycle_status <> 'former'
),

bands as (
    select * from {{ ref('tenure_bands') }}
),

months as (
    select * from {{ ref('int_activity__months') }}
),

end_bands as (
    select
        code as tenure_band,
        from_days,
        lead(from_days) over (order by from_days) as to_days
    from bands
),

-- whoever is not former stands in one band at every month end, band after band
date_bands as (
    select
        end_bands.tenure_band,
        case
            when end_bands.from_days is null then status_periods.valid_from
            else greatest(status_periods.valid_from, {{ add_days(
                'status_periods.first_occasion_date', 'end_bands.from_days'
            ) }})
        end as band_from,
        case
            when end_bands.from_days is null then status_periods.valid_to
            else least(status_periods.valid_to, {{ add_days(
                'status_periods.first_occasion_date', 'end_bands.to_days'
            ) }})
        end as band_to
    from status_periods
    inner join end_bands
        on (status_periods.first_occasion_date is null)
        = (end_bands.from_days is null)
),

list_steps as (
    select tenure_band, 1 as step, {{ month_of('band_from') }} as month
    from date_bands
    where (band_from < band_to or band_to is null) and band_from <= {{ as_of_date() }}
    union all
    select tenure_band, -1 as step, {{ month_of('band_to') }} as month
    from date_bands
    where band_from < band_to and band_to <= {{ as_of_date() }}
),

sum_steps as (
    select tenure_band, month, sum(step) as step
    from list_steps
    group by tenure_band, month
),

count_customers as (
    select
        months.month,
        end_bands.tenure_band,
        coalesce(sum(sum_steps.step), 0) as customer_count
    from months
    cross join end_bands
    left join sum_steps
        on months.month >= sum_steps.month
        and end_bands.tenure_band = sum_steps.tenure_band
    group by months.month, end_bands.tenure_band
)

select * from count_customers
