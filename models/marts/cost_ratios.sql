with

costs as (
    select * from {{ ref('int_activity__costs') }}
),

-- the months of the headline share say from when on new customers are new
months as (
    select *
    from {{ ref('revenue_shares') }}
    where scope = 'all' and definition = 'purchase_day'
),

first_occasions as (
    select * from {{ ref('int_activity__occasions') }} where occasion_rank = 1
),

existing_customers as (
    select * from {{ ref('existing_customer_definitions') }} where is_default
),

count_new_customers as (
    select
        {{ month_of('occasion_date') }} as month,
        count(*) as customer_count
    from first_occasions
    group by {{ month_of('occasion_date') }}
),

join_customers as (
    select
        months.month,
        months.is_complete,
        months.is_trusted,
        costs.acquisition,
        costs.retention,
        costs.is_unconverted,
        coalesce(count_new_customers.customer_count, 0) as new_count,
        existing_customers.customer_count as existing_count,
        true as is_whole
    from costs
    inner join months on costs.month = months.month
    inner join existing_customers on months.month = existing_customers.month
    left join count_new_customers on months.month = count_new_customers.month
),

-- a year needs costs of 12 months in a row; what one of them lacks the year lacks
add_up_years as (
    select
        month,
        is_complete,
        bool_and(is_trusted) over trailing_year as is_trusted,
        case when count(acquisition) over trailing_year = 12
                then sum(acquisition) over trailing_year
        end as acquisition,
        case when count(retention) over trailing_year = 12
                then sum(retention) over trailing_year
        end as retention,
        bool_or(is_unconverted) over trailing_year as is_unconverted,
        sum(new_count) over trailing_year as new_count,
        avg(existing_count) over trailing_year as existing_count,
        min(month) over trailing_year > {{ add_months('month', -12) }}
        and count(*) over trailing_year = 12 as is_whole
    from join_customers
    window
        trailing_year as (
            order by month rows between {{ 12 - 1 }} preceding and current row
        )
),

list_periods as (
    select 1 as period_months, * from join_customers
    union all
    select 12 as period_months, * from add_up_years
    where is_whole
),

name_reasons as (
    select
        *,
        case
            when is_unconverted then 'no_exchange_rate'
            when acquisition is null then 'no_acquisition_cost'
            when retention is null then 'no_retention_cost'
            when acquisition < 0 or retention < 0 then 'negative_cost'
            when new_count = 0 then 'no_new_customer'
            when existing_count = 0 then 'no_existing_customer'
            when retention = 0 then 'no_retention_cost'
        end as missing_reason
    from list_periods
),

divide_costs as (
    select
        missing_reason,
        period_months,
        cast(new_count as bigint) as new_customer_count,
        cast(existing_count as double) as mean_existing_customers,
        cast(acquisition as decimal(18, 2)) as acquisition_amount,
        cast(retention as decimal(18, 2)) as retention_amount,
        cast(acquisition / nullif(new_count, 0) as decimal(18, 2))
            as cost_per_new_customer_amount,
        cast(retention / nullif(existing_count, 0) as decimal(18, 2))
            as cost_per_existing_customer_amount,
        case
            when missing_reason is null
                then (cast(acquisition as double) / new_count)
                    / (cast(retention as double) / existing_count)
        end as cost_ratio,
        case
            when missing_reason is null
                then cast(acquisition as double) / (acquisition + retention)
        end as acquisition_share,
        is_complete,
        is_trusted,
        month
    from name_reasons
)

select * from divide_costs
