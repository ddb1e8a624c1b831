with

-- only customers with positive revenue: a negative year is nobody's dependency
year_pairs as (
    select * from {{ ref('int_relationship__year_pairs') }} where later_amount > 0
),

source_starts as (
    select * from {{ ref('int_activity__source_starts') }}
),

-- with one source the company is that source, and is measured once
list_scopes as (
    select source as scope from source_starts
    union all
    select 'all' as scope from source_starts
    having count(*) > 1
),

list_customer_years as (
    select
        year_pairs.scope,
        year_pairs.later_amount as revenue_amount,
        year_pairs.from_month,
        {{ each_number('0', dbt.datediff(
            'year_pairs.from_month',
            'coalesce(year_pairs.to_month, '
            ~ add_months(month_of(as_of_date()), 1) ~ ')',
            'month'
        ) ~ ' - 1') }} as month_number
    from year_pairs
    inner join list_scopes on year_pairs.scope = list_scopes.scope
),

-- customers of equal revenue stand side by side: ranks need no row per customer
count_equals as (
    select
        scope,
        revenue_amount,
        count(*) as equal_count,
        {{ add_months('from_month', 'month_number') }} as month
    from list_customer_years
    group by scope, revenue_amount, {{ add_months('from_month', 'month_number') }}
),

sum_totals as (
    select
        scope,
        month,
        cast(sum(equal_count) as bigint) as customer_count,
        cast(ceil(0.1 * sum(equal_count)) as bigint) as tenth_count,
        cast(ceil(0.2 * sum(equal_count)) as bigint) as fifth_count,
        sum(revenue_amount * equal_count) as total_amount
    from count_equals
    group by scope, month
),

rank_equals as (
    select
        *,
        cast(sum(equal_count) over larger as bigint) - equal_count as larger_count,
        sum(revenue_amount * equal_count) over larger - revenue_amount * equal_count
            as larger_amount
    from count_equals
    window
        larger as (
            partition by scope, month
            order by revenue_amount desc
            rows between unbounded preceding and current row
        )
),

-- Gini: each customer weighs by how many are larger and how many are smaller
measure_concentration as (
    select
        rank_equals.scope,
        rank_equals.month,
        sum_totals.total_amount as revenue_amount,
        sum_totals.customer_count,
        {{ revenue_of_top('1') }} as top_1,
        {{ revenue_of_top('5') }} as top_5,
        {{ revenue_of_top('10') }} as top_10,
        {{ revenue_of_top('sum_totals.tenth_count') }} as top_10pct,
        {{ revenue_of_top('sum_totals.fifth_count') }} as top_20pct,
        sum(cast(
            rank_equals.revenue_amount * rank_equals.revenue_amount
            * rank_equals.equal_count as decimal(38, 4)
        )) as square_sum,
        sum(rank_equals.revenue_amount * rank_equals.equal_count * (
            sum_totals.customer_count - rank_equals.equal_count
            - 2 * rank_equals.larger_count
        )) as spread_sum,
        {{ customers_for('0.5') }} as customers_for_50pct,
        {{ customers_for('0.8') }} as customers_for_80pct
    from rank_equals
    inner join sum_totals
        on rank_equals.scope = sum_totals.scope
        and rank_equals.month = sum_totals.month
    group by
        rank_equals.scope, rank_equals.month,
        sum_totals.total_amount, sum_totals.customer_count
)

select * from measure_concentration
