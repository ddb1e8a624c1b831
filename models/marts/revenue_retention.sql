with

retention_sums as (
    select * from {{ ref('int_relationship__retention_sums') }}
),

months as (
    select * from {{ ref('int_activity__months') }}
),

source_starts as (
    select * from {{ ref('int_activity__source_starts') }}
),

-- all sources together can be trusted once the youngest can
list_scopes as (
    select source as scope, first_month from source_starts
    union all
    select 'all' as scope, max(first_month) as first_month
    from source_starts
),

-- a month without revenue is a row too
add_up_months as (
    select
        list_scopes.scope,
        cast(coalesce(sum(retention_sums.start_sum), 0) as decimal(18, 2))
            as start_amount,
        cast(coalesce(sum(retention_sums.new_sum), 0) as decimal(18, 2)) as new_amount,
        cast(coalesce(sum(retention_sums.reactivated_sum), 0) as decimal(18, 2))
            as reactivated_amount,
        cast(coalesce(sum(retention_sums.up_sum), 0) as decimal(18, 2)) as up_amount,
        cast(coalesce(sum(retention_sums.down_sum), 0) as decimal(18, 2))
            as down_amount,
        cast(coalesce(sum(retention_sums.lost_sum), 0) as decimal(18, 2))
            as lost_amount,
        cast(coalesce(sum(retention_sums.end_sum), 0) as decimal(18, 2)) as end_amount,
        cast(coalesce(sum(retention_sums.retained_sum), 0) as decimal(18, 2))
            as retained_amount,
        cast(coalesce(sum(retention_sums.capped_sum), 0) as decimal(18, 2))
            as capped_amount,
        cast(coalesce(sum(retention_sums.start_number), 0) as bigint)
            as start_customer_count,
        cast(coalesce(sum(retention_sums.retained_number), 0) as bigint)
            as retained_customer_count,
        months.is_complete,
        coalesce(
            months.month >= {{ add_months('list_scopes.first_month', 23) }}, false
        ) as is_trusted,
        months.month
    from months
    cross join list_scopes
    left join retention_sums
        on (
            list_scopes.scope = retention_sums.scope
            or (list_scopes.scope = 'all' and retention_sums.is_only_source)
        )
        and months.month = retention_sums.month
    group by
        list_scopes.scope, list_scopes.first_month, months.month, months.is_complete
),

-- a rate of nothing, or of less than nothing, says nothing
divide_amounts as (
    select
        *,
        case when start_amount <= 0 then 'no_positive_earlier_year' end
            as missing_reason,
        case
            when start_amount > 0 then cast(retained_amount as double) / start_amount
        end as nrr,
        case
            when start_amount > 0 then cast(capped_amount as double) / start_amount
        end as grr,
        cast(retained_customer_count as double) / nullif(start_customer_count, 0)
            as logo_retention
    from add_up_months
)

select * from divide_amounts
