with

outlook_months as (
    select * from {{ ref('int_relationship__outlook_months') }} where month_number = 1
),

contracts as (
    select * from {{ ref('int_activity__contracts') }} where is_counted
),

premiums as (
    select *
    from {{ ref('int_activity__contract_premiums') }}
    where payment_months is not null and not is_single
),

-- a successor goes on with what had begun, and is expected to pay as soon as the end of
-- its predecessor is known: until then that one is
look_from_outlooks as (
    select
        outlook_months.made_on,
        outlook_months.made_month,
        {{ add_days(add_months(add_days('outlook_months.made_on', 1), -12), -1) }}
            as year_before,
        contracts.contract_key,
        contracts.is_loss_end,
        contracts.start_date,
        contracts.end_date,
        case
            when not outlook_months.is_back_test
                or contracts.end_known_from <= outlook_months.made_on
                then contracts.end_date
        end as known_end_date,
        contracts.start_date <= outlook_months.made_on
        or (
            predecessors.end_date is not null
            and (
                not outlook_months.is_back_test
                or predecessors.end_known_from <= outlook_months.made_on
            )
        ) as is_expected
    from contracts
    left join contracts as predecessors
        on contracts.predecessor_key = predecessors.contract_key
    inner join outlook_months
        on contracts.start_date <= outlook_months.made_on
        or (
            contracts.chain_start_date <= outlook_months.made_on
            and not predecessors.is_loss_end
        )
),

count_months as (
    select
        *,
        {{ dbt.datediff('start_date', 'made_month', 'month') }} as months_before,
        {{ dbt.datediff('made_month', 'known_end_date', 'month') }} as months_to_end
    from look_from_outlooks
),

-- the last payment falls due before the end; at risk of being lost is who was there a
-- year before and did not end technically
judge_contracts as (
    select
        *,
        case
            when {{ add_months('start_date', 'months_before + months_to_end') }}
                < known_end_date then months_to_end
            else months_to_end - 1
        end as last_month,
        start_date <= year_before
        and (end_date > year_before or end_date is null)
        and (is_loss_end or end_date > made_on or end_date is null) as is_at_risk,
        coalesce(is_loss_end and end_date > year_before and end_date <= made_on, false)
            as is_lost
    from count_months
),

add_premiums as (
    select
        judge_contracts.contract_key,
        judge_contracts.made_on,
        judge_contracts.months_before,
        judge_contracts.last_month,
        judge_contracts.is_at_risk,
        judge_contracts.is_at_risk and judge_contracts.is_lost as is_lost,
        premiums.payment_months,
        case
            when judge_contracts.is_expected
                and (
                    judge_contracts.known_end_date > judge_contracts.made_on
                    or judge_contracts.known_end_date is null
                )
                then premiums.annual_premium_amount / premiums.payments_per_year
        end as payment
    from judge_contracts
    left join premiums
        on judge_contracts.contract_key = premiums.contract_key
        and judge_contracts.made_on >= premiums.valid_from
        and (
            judge_contracts.made_on < premiums.valid_to or premiums.valid_to is null
        )
)

select * from add_premiums
