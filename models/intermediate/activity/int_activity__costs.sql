with

costs as (
    select * from {{ ref('stg_company__costs') }}
),

exchange_rates as (
    select * from {{ ref('int_activity__exchange_rates') }}
),

convert_costs as (
    select
        {{ month_of('costs.month') }} as month,
        costs.kind,
        cast(round(costs.amount * exchange_rates.rate, 2) as decimal(18, 2)) as amount
    from costs
    left join exchange_rates
        on costs.currency = exchange_rates.original_currency
        and costs.month >= exchange_rates.valid_from
        and (
            costs.month < exchange_rates.valid_to
            or exchange_rates.valid_to is null
        )
),

-- a kind of cost that nobody delivered is unknown, not free
sum_costs as (
    select
        month,
        sum(amount) filter (where kind = 'acquisition') as acquisition,
        sum(amount) filter (where kind in ('retention', 'service')) as retention,
        count(*) > count(amount) as is_unconverted
    from convert_costs
    group by month
),

-- a sum that lacks a part is none
keep_whole_sums as (
    select
        month,
        case when not is_unconverted then acquisition end as acquisition,
        case when not is_unconverted then retention end as retention,
        is_unconverted
    from sum_costs
)

select * from keep_whole_sums
