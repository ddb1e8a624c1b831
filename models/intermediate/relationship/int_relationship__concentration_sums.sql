with

year_pairs as (
    select * from {{ ref('int_relationship__year_pairs') }}
),

source_starts as (
    select * from {{ ref('int_activity__source_starts') }}
),

list_month_ends as (
    select *, {{ each_number('1', '12') }} as month_number from year_pairs
),

read_month_ends as (
    select
        scope,
        is_only_source,
        {{ item_of('later_amounts', 'month_number') }} as revenue_amount,
        cast(12 * years_ago + 12 - month_number as integer) as months_ago
    from list_month_ends
),

-- customers of equal revenue stand side by side: ranks need no row per customer
count_equals as (
    select
        scope, revenue_amount, months_ago,
        count(*) as equal_count,
        count(*) filter (where is_only_source or scope = 'all') as company_count
    from read_month_ends
    where revenue_amount > 0
    group by scope, revenue_amount, months_ago
),

-- with one source the company is that source, and is measured once
count_sources as (
    select count(*) as source_count from source_starts
),

list_equals as (
    select scope, revenue_amount, months_ago, equal_count from count_equals
    where scope <> 'all'
    union all
    select
        'all' as scope, count_equals.revenue_amount, count_equals.months_ago,
        cast(sum(count_equals.company_count) as bigint) as equal_count
    from count_equals
    cross join count_sources
    where count_equals.company_count > 0 and count_sources.source_count > 1
    group by count_equals.revenue_amount, count_equals.months_ago
),

sum_totals as (
    select
        scope,
        months_ago,
        row_number() over (order by scope, months_ago) as ranking_number,
        cast(sum(equal_count) as bigint) as customer_count,
        cast(ceil(0.1 * sum(equal_count)) as bigint) as tenth_count,
        cast(ceil(0.2 * sum(equal_count)) as bigint) as fifth_count,
        sum(revenue_amount * equal_count) as total_amount
    from list_equals
    group by scope, months_ago
),

number_equals as (
    select
        sum_totals.ranking_number,
        list_equals.revenue_amount,
        list_equals.equal_count
    from list_equals
    inner join sum_totals
        on list_equals.scope = sum_totals.scope
        and list_equals.months_ago = sum_totals.months_ago
),

rank_equals as (
    select
        *,
        cast(sum(equal_count) over larger as bigint) - equal_count as larger_count,
        sum(revenue_amount * equal_count) over larger - revenue_amount * equal_count
            as larger_amount
    from number_equals
    window larger as (
        partition by ranking_number
        order by revenue_amount desc
        rows between unbounded preceding and current row
    )
),

-- Gini: each customer weighs by how many are larger and how many are smaller
measure_concentration as (
    select
        sum_totals.scope,
        {{ add_months(month_of(as_of_date()), '-sum_totals.months_ago') }} as month,
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
    inner join sum_totals on rank_equals.ranking_number = sum_totals.ranking_number
    group by
        sum_totals.scope, sum_totals.months_ago, sum_totals.total_amount,
        sum_totals.customer_count
)

select * from measure_concentration
