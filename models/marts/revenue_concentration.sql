with

concentration_sums as (
    select * from {{ ref('int_relationship__concentration_sums') }}
),

months as (
    select * from {{ ref('int_activity__months') }}
),

source_starts as (
    select * from {{ ref('int_activity__source_starts') }}
),

-- with one source the company is that source
list_scopes as (
    select source as scope, source as measured_scope from source_starts
    union all
    select
        'all' as scope,
        case when count(*) = 1 then max(source) else 'all' end as measured_scope
    from source_starts
),

-- a month end without customers is a row too
join_sums as (
    select
        concentration_sums.*,
        list_scopes.scope as shown_scope,
        months.month as shown_month,
        months.is_complete,
        cast(concentration_sums.revenue_amount as double) as base
    from months
    cross join list_scopes
    left join concentration_sums
        on months.month = concentration_sums.month
        and list_scopes.measured_scope = concentration_sums.scope
),

-- exact sums first, one division after
divide_sums as (
    select
        shown_scope as scope,
        case when base is null then 'no_positive_revenue' end as missing_reason,
        cast(coalesce(revenue_amount, 0) as decimal(18, 2)) as revenue_amount,
        cast(coalesce(customer_count, 0) as bigint) as customer_count,
        cast(top_1 as double) / base as top_1_share,
        cast(top_5 as double) / base as top_5_share,
        cast(top_10 as double) / base as top_10_share,
        cast(top_10pct as double) / base as top_10pct_share,
        cast(top_20pct as double) / base as top_20pct_share,
        power(100, 2) * cast(square_sum as double) / power(base, 2) as hhi,
        power(base, 2) / cast(square_sum as double) as effective_customers,
        cast(spread_sum as double) / base / customer_count as gini,
        cast(customers_for_50pct as bigint) as customers_for_50pct,
        cast(customers_for_80pct as bigint) as customers_for_80pct,
        top_1 >= {{ var('dependency_share') }} * revenue_amount as is_dependent,
        is_complete,
        shown_month as month
    from join_sums
)

select * from divide_sums
