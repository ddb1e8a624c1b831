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

year_pairs as (
    select *
    from {{ ref('int_relationship__year_pairs') }}
    where is_only_source or scope = 'all'
),

customer_figures as (
    select * from {{ ref('int_relationship__customer_figures') }}
),

keep_recent_months as (
    select
        month,
        years_ago,
        month_number,
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
        status_periods.customer_number,
        keep_recent_months.*
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
        list_customer_months.customer_number,
        list_customer_months.month,
        count(*) as live_contract_count,
        sum(contracts.annual_premium_amount) as annual_premium_amount
    from list_customer_months
    inner join contracts
        on list_customer_months.customer_number = contracts.customer_number
        and contracts.is_counted
        and list_customer_months.last_date >= contracts.start_date
        and (
            list_customer_months.last_date < contracts.end_date
            or contracts.end_date is null
        )
    group by list_customer_months.customer_number, list_customer_months.month
),

-- what the 12 months up to a month's end brought stands in year_pairs; those up to
-- today begin within a month
describe_customer_months as (
    select
        list_customer_months.customer_id,
        list_customer_months.customer_number,
        list_customer_months.month,
        list_customer_months.trailing_from,
        list_customer_months.last_date,
        case
            when sum_premiums.live_contract_count > 0 then 'contract'
            else 'transactional'
        end as business_model,
        cast(coalesce(
            case
                when list_customer_months.month = {{ month_of(as_of_date()) }}
                    then customer_figures.trailing_12m_revenue_amount
                else {{ item_of(
                    'year_pairs.later_amounts', 'list_customer_months.month_number'
                ) }}
            end, 0
        ) as decimal(18, 2)) as trailing_12m_revenue_amount,
        cast(
            coalesce(sum_premiums.annual_premium_amount, 0) as decimal(18, 2)
        ) as annual_premium_amount
    from list_customer_months
    left join sum_premiums
        on list_customer_months.customer_number = sum_premiums.customer_number
        and list_customer_months.month = sum_premiums.month
    left join year_pairs
        on list_customer_months.customer_number = year_pairs.customer_number
        and list_customer_months.years_ago = year_pairs.years_ago
    left join customer_figures
        on list_customer_months.customer_id = customer_figures.customer_id
)

select * from describe_customer_months
