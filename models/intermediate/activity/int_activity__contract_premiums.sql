with

versions as (
    select * from {{ ref('int_activity__contract_versions') }}
),

-- the last word of a day holds for that day
rank_within_day as (
    select
        *,
        cast(updated_at as date) as updated_on,
        row_number() over (
            partition by contract_key, cast(updated_at as date)
            order by updated_at desc, delivery_number desc
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
        contract_key,
        premium_frequency,
        currency,
        premium_amount,
        case
            when status = 'premium_free' then null
            when premium_frequency = 'monthly' then 1
            when premium_frequency = 'quarterly' then 3
            when premium_frequency = 'half_yearly' then 6
            when premium_frequency = 'yearly' then 12
        end as payment_months,
        premium_frequency = 'single' and status <> 'premium_free' as is_single,
        valid_from,
        valid_to
    from date_versions
)

select * from time_payments
