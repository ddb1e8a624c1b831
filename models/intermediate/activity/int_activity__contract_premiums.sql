with

versions as (
    select * from {{ ref('int_activity__contract_versions') }}
),

frequencies as (
    select * from {{ ref('premium_frequencies') }}
),

exchange_rates as (
    select * from {{ ref('int_activity__exchange_rates') }}
),

rank_versions as (
    select
        *,
        cast(updated_at as date) as updated_on,
        row_number() over (
            partition by contract_key
            order by updated_at, delivery_number, delivery_id desc
        ) as first_rank,
        row_number() over (
            partition by contract_key, cast(updated_at as date)
            order by updated_at desc, delivery_number desc, delivery_id
        ) as day_rank
    from versions
),

-- the last word of a day holds from that day; before all of them the first one does
list_versions as (
    select
        *,
        updated_on as valid_from
    from rank_versions
    where day_rank = 1
    union all
    select
        *,
        cast('0001-01-01' as date) as valid_from
    from rank_versions
    where first_rank = 1
),

date_versions as (
    select
        *,
        lead(valid_from) over (
            partition by contract_key order by valid_from
        ) as valid_to
    from list_versions
),

-- a contract made premium-free owes nothing, whatever premium it still names; without a
-- frequency nothing is known of a year's premium; it is converted at today's rate, so
-- that a moving rate never moves a premium
time_payments as (
    select
        date_versions.contract_key,
        date_versions.premium_frequency,
        date_versions.currency,
        date_versions.premium_amount,
        frequencies.payment_months,
        coalesce(frequencies.payments_per_year, 0) as payments_per_year,
        cast(case
            when date_versions.status = 'premium_free'
                or frequencies.payments_per_year = 0 then 0
            else round(
                    date_versions.premium_amount
                    * frequencies.payments_per_year
                    * exchange_rates.rate,
                    2
                )
        end as decimal(18, 2)) as annual_premium_amount,
        coalesce(frequencies.is_single, false) as is_single,
        date_versions.valid_from,
        date_versions.valid_to
    from date_versions
    left join frequencies
        on date_versions.premium_frequency = frequencies.code
        and date_versions.status <> 'premium_free'
    left join exchange_rates
        on date_versions.currency = exchange_rates.original_currency
        and exchange_rates.valid_from <= {{ as_of_date() }}
        and (
            exchange_rates.valid_to > {{ as_of_date() }}
            or exchange_rates.valid_to is null
        )
)

select * from time_payments
