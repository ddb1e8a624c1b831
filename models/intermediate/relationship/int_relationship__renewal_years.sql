with

forecast_dates as (
    select * from {{ ref('int_relationship__forecast_dates') }}
),

contracts as (
    select *
    from {{ ref('int_activity__contracts') }}
    where is_counted and annual_premium_amount > 0
),

-- a chain is one contract; an old stock is delivered without those who left earlier,
-- so years before a source's first known loss say nothing
find_chains as (
    select
        chain_key,
        {{ value_at_max('product_line', ['start_date', 'contract_key']) }}
            as product_line,
        min(source) as source,
        min(start_date) as start_date,
        case when count(*) = count(end_date) then max(end_date) end as end_date,
        {{ value_at_max('is_loss_end', ['start_date', 'contract_key']) }} as is_loss
    from contracts
    group by chain_key
),

find_first_losses as (
    select
        *,
        min(case when is_loss then end_date end) over (partition by source)
            as first_loss_date
    from find_chains
),

list_years as (
    select
        find_first_losses.*,
        {{ each_number(
            1,
            dbt.datediff('start_date', as_of_date(), 'year')
        ) }} as contract_year
    from find_first_losses
),

date_years as (
    select
        *,
        {{ add_months('start_date', '12 * contract_year - 12') }} as year_start_date,
        {{ add_months('start_date', '12 * contract_year') }} as year_end_date
    from list_years
),

-- a year counts when it has passed; who leaves it technically neither stays nor is lost
count_years as (
    select
        coalesce(date_years.product_line, 'none') as product_line,
        date_years.contract_year,
        count(*) as at_risk_count,
        count(*) filter (where date_years.end_date <= date_years.year_end_date)
            as lost_count,
        forecast_dates.cut_off_date
    from date_years
    inner join forecast_dates on date_years.year_end_date <= forecast_dates.cut_off_date
    where date_years.year_end_date >= date_years.first_loss_date
        and (
            date_years.end_date is null
            or date_years.end_date > date_years.year_end_date
            or (
                date_years.end_date > date_years.year_start_date
                and date_years.is_loss
            )
        )
    group by
        coalesce(date_years.product_line, 'none'),
        date_years.contract_year,
        forecast_dates.cut_off_date
)

select * from count_years
