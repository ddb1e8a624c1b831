with

-- cohorts of the first months hold old customers too: nobody compares with them
cohort_retention as (
    select * from {{ ref('cohort_retention') }} where is_complete and is_trusted
),

-- the same month of life in all other cohorts
compare_with_peers as (
    select
        *,
        (sum(customer_count) over peers - customer_count) / nullif(cast(
            sum(cohort_size) over peers - cohort_size as double
        ), 0) as peer_retention,
        sum(customer_count) over peers / cast(sum(cohort_size) over peers as double)
            as pooled_share,
        1.0 / cohort_size
        + 1.0 / nullif(sum(cohort_size) over peers - cohort_size, 0) as inverse_sizes,
        max(month) over () as last_month
    from cohort_retention
    window peers as (partition by month_number)
),

sum_last_years as (
    select
        cohort_month,
        sum(revenue_amount) as trailing_12m_revenue_amount
    from compare_with_peers
    where month > {{ add_months('last_month', -12) }}
    group by cohort_month
),

-- two proportions, in standard deviations of their difference
measure_decay as (
    select
        peers.month_number,
        peers.cohort_size,
        peers.customer_count,
        peers.retention,
        peers.peer_retention,
        (peers.peer_retention - peers.retention) / nullif(sqrt(
            peers.pooled_share * (1 - peers.pooled_share) * peers.inverse_sizes
        ), 0) as deviations,
        cast(years.trailing_12m_revenue_amount as decimal(18, 2))
            as trailing_12m_revenue_amount,
        peers.cohort_month,
        peers.month
    from compare_with_peers as peers
    inner join sum_last_years as years on peers.cohort_month = years.cohort_month
    where peers.month = peers.last_month
),

describe_decay as (
    select
        month_number,
        cohort_size,
        customer_count,
        retention,
        peer_retention,
        deviations,
        trailing_12m_revenue_amount,
        deviations >= {{ var('cohort_decay_deviations') }} as is_decaying,
        cohort_month,
        month
    from measure_decay
)

select * from describe_decay
