with

-- only customers with positive revenue: a negative year is nobody's dependency
year_pairs as (
    select * from {{ ref('int_relationship__year_pairs') }} where later_amount > 0
),

months as (
    select * from {{ ref('int_activity__months') }}
),

source_starts as (
    select * from {{ ref('int_activity__source_starts') }}
),

list_customer_years as (
    select
        scope,
        later_amount as revenue_amount,
        from_month,
        {{ each_number('0', dbt.datediff(
            'from_month',
            'coalesce(to_month, ' ~ add_months(month_of(as_of_date()), 1) ~ ')',
            'month'
        ) ~ ' - 1') }} as month_number
    from year_pairs
),

date_customer_years as (
    select
        scope,
        revenue_amount,
        {{ add_months('from_month', 'month_number') }} as month
    from list_customer_years
),

rank_customers as (
    select
        scope,
        month,
        revenue_amount,
        count(*) over (partition by scope, month) as customer_count,
        sum(revenue_amount) over (partition by scope, month) as total_amount,
        row_number() over (
            partition by scope, month order by revenue_amount desc
        ) as customer_rank,
        sum(revenue_amount) over (
            partition by scope, month
            order by revenue_amount desc
            rows between unbounded preceding and current row
        ) - revenue_amount as larger_amount
    from date_customer_years
),

-- Gini: each customer weighs by how many are larger and how many are smaller
measure_concentration as (
    select
        scope,
        month,
        max(total_amount) as revenue_amount,
        count(*) as customer_count,
        {{ share_of_top('1') }} as top_1_share,
        {{ share_of_top('5') }} as top_5_share,
        {{ share_of_top('10') }} as top_10_share,
        {{ share_of_top('ceil(0.1 * customer_count)') }} as top_10pct_share,
        {{ share_of_top('ceil(0.2 * customer_count)') }} as top_20pct_share,
        sum(cast(revenue_amount * revenue_amount as decimal(38, 4))) as square_sum,
        sum(revenue_amount * (customer_count + 1 - 2 * customer_rank)) as spread_sum,
        {{ customers_for('0.5') }} as customers_for_50pct,
        {{ customers_for('0.8') }} as customers_for_80pct
    from rank_customers
    group by scope, month
),

list_scopes as (
    select source as scope from source_starts
    union all
    select 'all' as scope
),

-- exact sums first, one division after
divide_sums as (
    select
        *,
        power(100, 2) * cast(square_sum as double)
        / power(cast(revenue_amount as double), 2) as hhi,
        power(cast(revenue_amount as double), 2) / cast(square_sum as double)
            as effective_customers,
        cast(spread_sum as double) / revenue_amount / customer_count as gini
    from measure_concentration
),

-- a month end without customers is a row too
show_months as (
    select
        list_scopes.scope,
        cast(coalesce(divide_sums.revenue_amount, 0) as decimal(18, 2))
            as revenue_amount,
        coalesce(divide_sums.customer_count, 0) as customer_count,
        divide_sums.top_1_share,
        divide_sums.top_5_share,
        divide_sums.top_10_share,
        divide_sums.top_10pct_share,
        divide_sums.top_20pct_share,
        divide_sums.hhi,
        divide_sums.effective_customers,
        divide_sums.gini,
        divide_sums.customers_for_50pct,
        divide_sums.customers_for_80pct,
        divide_sums.top_1_share >= {{ var('dependency_share') }} as is_dependent,
        months.is_complete,
        months.month
    from months
    cross join list_scopes
    left join divide_sums
        on months.month = divide_sums.month
        and list_scopes.scope = divide_sums.scope
)

select * from show_months
