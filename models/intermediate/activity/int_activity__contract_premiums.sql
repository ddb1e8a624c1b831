with

versions as (
    select * from {{ ref('int_activity__contract_versions') }}
),

frequencies as (
    select * from {{ ref('premium_frequencies') }}
),

-- the last word of a day holds for that day
rank_within_day as (
    select
        *,
        cast(updated_at as date) as updated_on,
        row_number() over (
            partition by contract_key, cast(updated_at as date)
            order by updated_at desc, delivery_number desc, delivery_id
        ) as day_rank
    from versions
),

-- before the first version nothing else is known than the first
date_versions as (
    select
        *,
        case
            when row_number() over in_time = 1 then cast('0001-01-01' as date)
            else updated_on
        end as valid_from,
        lead(updated_on) over in_time as valid_to
    from rank_within_day
    where day_rank = 1
    window in_time as (partition by contract_key order by updated_on)
),

-- a contract made premium-free owes nothing, whatever premium it still names
time_payments as (
    select
        date_versions.contract_key,
        date_versions.premium_frequency,
        date_versions.currency,
        date_versions.premium_amount,
        frequencies.payment_months,
        coalesce(frequencies.payments_per_year, 0) as payments_per_year,
        coalesce(frequencies.is_single, false) as is_single,
        date_versions.valid_from,
        date_versions.valid_to
    from date_versions
    left join frequencies
        on date_versions.premium_frequency = frequencies.code
        and date_versions.status <> 'premium_free'
)

select * from time_payments
