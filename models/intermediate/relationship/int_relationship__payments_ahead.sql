with

forecast_dates as (
    select * from {{ ref('int_relationship__forecast_dates') }}
),

contracts as (
    select *
    from {{ ref('int_activity__contracts') }}
    where is_counted and customer_number is not null
),

premiums as (
    select * from {{ ref('int_activity__contract_premiums') }}
),

look_from_cut_offs as (
    select
        contracts.contract_key,
        contracts.customer_number,
        contracts.product_line,
        contracts.chain_start_date,
        contracts.start_date,
        case
            when forecast_dates.is_current
                or contracts.end_known_from <= forecast_dates.cut_off_date
                then contracts.end_date
        end as end_date,
        forecast_dates.horizon_months,
        forecast_dates.is_current,
        forecast_dates.cut_off_date
    from contracts
    inner join forecast_dates
        on contracts.start_date <= forecast_dates.cut_off_date
),

-- payments fall due so many months after the start; the last one lies before the end
count_months as (
    select
        look_from_cut_offs.*,
        premiums.payment_months,
        premiums.annual_premium_amount / nullif(premiums.payments_per_year, 0)
            as payment_amount,
        premiums.contract_key is not null
        and premiums.annual_premium_amount is null as is_premium_unknown,
        {{ full_months('start_date', 'cut_off_date') }} as age_months,
        {{ full_months('chain_start_date', 'cut_off_date') }} as chain_months,
        {{ full_months('start_date', add_days('end_date', -1)) }} as last_month
    from look_from_cut_offs
    left join premiums
        on look_from_cut_offs.contract_key = premiums.contract_key
        and look_from_cut_offs.cut_off_date >= premiums.valid_from
        and (
            look_from_cut_offs.cut_off_date < premiums.valid_to
            or premiums.valid_to is null
        )
        and (
            look_from_cut_offs.cut_off_date < look_from_cut_offs.end_date
            or look_from_cut_offs.end_date is null
        )
        and (
            premiums.payments_per_year > 0 or premiums.annual_premium_amount is null
        )
),

limit_months as (
    select
        *,
        least(age_months + horizon_months, last_month) as until_month,
        12 * floor(age_months / 12) + 12 - 1 as before_renewal_month
    from count_months
),

-- before the next anniversary a payment is certain, from then on it needs the renewal,
-- unless the end is known
find_certain_months as (
    select
        *,
        case
            when end_date is null then least(until_month, before_renewal_month)
            else until_month
        end as certain_month
    from limit_months
),

count_payments as (
    select
        contract_key,
        customer_number,
        product_line,
        floor(chain_months / 12) + 1 as contract_year,
        floor(certain_month / payment_months) - floor(age_months / payment_months)
            as certain_count,
        floor(until_month / payment_months) - floor(certain_month / payment_months)
            as renewal_count,
        payment_amount,
        is_premium_unknown,
        is_current,
        cut_off_date
    from find_certain_months
)

select * from count_payments
