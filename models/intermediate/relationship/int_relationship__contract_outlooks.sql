with

outlook_months as (
    select * from {{ ref('int_relationship__outlook_months') }}
),

contracts_ahead as (
    select * from {{ ref('int_relationship__contracts_ahead') }}
),

contract_revenue as (
    select *
    from {{ ref('int_activity__revenue_items') }}
    where left_out_by is null and contract_key is not null
),

-- of the contracts at risk a year before: how many were not lost since
measure_renewals as (
    select
        made_on,
        1 - cast(count(*) filter (where is_lost) as double) / nullif(count(*), 0)
            as renewal_share
    from contracts_ahead
    where is_at_risk
    group by made_on
),

-- only the place within the year counts, unless the contract is still to start
place_in_year as (
    select
        *,
        case
            when months_before < 0 then months_before
            else mod(months_before, 12)
        end as months_past
    from contracts_ahead
    where payment is not null
),

-- contracts that pay in the same months and end alike count together
sum_rhythms as (
    select
        made_on,
        payment_months,
        months_past,
        last_month,
        sum(payment) as payment
    from place_in_year
    group by made_on, payment_months, months_past, last_month
),

-- before the next anniversary a payment is certain, from then on it needs the renewal,
-- unless the end is known
sum_payments as (
    select
        outlook_months.made_on,
        outlook_months.month,
        coalesce(sum(sum_rhythms.payment) filter (
            where sum_rhythms.last_month is not null
            or outlook_months.month_number + sum_rhythms.months_past < 12
        ), 0) as contracted,
        coalesce(sum(sum_rhythms.payment) filter (
            where sum_rhythms.last_month is null
            and outlook_months.month_number + sum_rhythms.months_past >= 12
        ), 0) as renewable
    from outlook_months
    left join sum_rhythms
        on outlook_months.made_on = sum_rhythms.made_on
        and sum_rhythms.months_past + outlook_months.month_number >= 0
        and mod(
            sum_rhythms.months_past + outlook_months.month_number,
            sum_rhythms.payment_months
        ) = 0
        and (
            outlook_months.month_number <= sum_rhythms.last_month
            or sum_rhythms.last_month is null
        )
    group by outlook_months.made_on, outlook_months.month
),

sum_revenue as (
    select
        contracts_ahead.made_on,
        {{ month_of('contract_revenue.event_date') }} as month,
        sum(contract_revenue.amount) as actual
    from contract_revenue
    inner join contracts_ahead
        on contract_revenue.contract_key = contracts_ahead.contract_key
    where contract_revenue.event_date > contracts_ahead.made_on
    group by contracts_ahead.made_on, {{ month_of('contract_revenue.event_date') }}
),

weigh_payments as (
    select
        sum_payments.made_on,
        sum_payments.month,
        sum_payments.contracted,
        sum_payments.renewable,
        measure_renewals.renewal_share,
        coalesce(sum_revenue.actual, 0) as actual
    from sum_payments
    left join measure_renewals on sum_payments.made_on = measure_renewals.made_on
    left join sum_revenue
        on sum_payments.made_on = sum_revenue.made_on
        and sum_payments.month = sum_revenue.month
)

select * from weigh_payments
