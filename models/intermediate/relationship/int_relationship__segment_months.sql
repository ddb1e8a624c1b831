with

months as (
    select * from {{ ref('int_activity__months') }}
),

status_periods as (
    select * from {{ ref('int_relationship__status_periods') }}
),

contracts as (
    select * from {{ ref('int_activity__contracts') }}
),

revenue_items as (
    select * from {{ ref('int_activity__revenue_items') }}
),

keep_recent_months as (
    select
        month,
        last_date,
        {{ trailing_year_start('last_date') }} as trailing_from
    from months
    where month > {{ add_months(
        month_of(as_of_date()), -1 * var('segment_history_months')
    ) }}
),

-- relationships are judged where there is one: not yet with new customers, no more
-- with former ones
list_customer_months as (
    select
        status_periods.customer_id,
        keep_recent_months.month,
        keep_recent_months.trailing_from,
        keep_recent_months.last_date
    from keep_recent_months
    inner join status_periods
        on keep_recent_months.last_date >= status_periods.valid_from
        and (
            keep_recent_months.last_date < status_periods.valid_to
            or status_periods.valid_to is null
        )
    where status_periods.lifecycle_status in ('occasional', 'existing', 'loyal')
),

sum_premiums as (
    select
        list_customer_months.customer_id,
        list_customer_months.month,
        count(*) as live_contract_count,
        sum(contracts.annual_premium_amount) as annual_premium_amount
    from list_customer_months
    inner join contracts
        on list_customer_months.customer_id = contracts.customer_id
        and contracts.is_counted
        and list_customer_months.last_date >= contracts.start_date
        and (
            list_customer_months.last_date < contracts.end_date
            or contracts.end_date is null
        )
    group by list_customer_months.customer_id, list_customer_months.month
),

sum_revenue as (
    select
        list_customer_months.customer_id,
        list_customer_months.month,
        sum(revenue_items.amount) as trailing_12m_revenue_amount
    from list_customer_months
    inner join revenue_items
        on list_customer_months.customer_id = revenue_items.customer_id
        and revenue_items.left_out_by is null
        and list_customer_months.last_date >= revenue_items.event_date
        and list_customer_months.trailing_from <= revenue_items.event_date
    group by list_customer_months.customer_id, list_customer_months.month
),

describe_customer_months as (
    select
        list_customer_months.*,
        case
            when sum_premiums.live_contract_count > 0 then 'contract'
            else 'transactional'
        end as business_model,
        cast(
            coalesce(sum_revenue.trailing_12m_revenue_amount, 0) as decimal(18, 2)
        ) as trailing_12m_revenue_amount,
        cast(
            coalesce(sum_premiums.annual_premium_amount, 0) as decimal(18, 2)
        ) as annual_premium_amount
    from list_customer_months
    left join sum_premiums
        on list_customer_months.customer_id = sum_premiums.customer_id
        and list_customer_months.month = sum_premiums.month
    left join sum_revenue
        on list_customer_months.customer_id = sum_revenue.customer_id
        and list_customer_months.month = sum_revenue.month
)

select * from describe_customer_months
