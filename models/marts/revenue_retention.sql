with

year_pairs as (
    select * from {{ ref('int_relationship__year_pairs') }}
),

months as (
    select * from {{ ref('int_activity__months') }}
),

source_starts as (
    select * from {{ ref('int_activity__source_starts') }}
),

-- customers who stand alike between the same two months count together; a change
-- against its movement's sign (a new customer of refunds only) is up or down
sum_pairs as (
    select
        scope,
        from_month,
        to_month,
        is_only_source,
        sum(earlier_amount) as start_sum,
        sum(later_amount - earlier_amount) filter (
            where movement = 'new' and later_amount > earlier_amount
        ) as new_sum,
        sum(later_amount - earlier_amount) filter (
            where movement = 'reactivated' and later_amount > earlier_amount
        ) as reactivated_sum,
        sum(later_amount - earlier_amount) filter (
            where movement in ('stayed', 'lost') and later_amount > earlier_amount
        ) as up_sum,
        sum(earlier_amount - later_amount) filter (
            where movement <> 'lost' and later_amount < earlier_amount
        ) as down_sum,
        sum(earlier_amount - later_amount) filter (
            where movement = 'lost' and later_amount < earlier_amount
        ) as lost_sum,
        sum(later_amount) as end_sum,
        sum(later_amount) filter (
            where movement in ('stayed', 'lost')
        ) as retained_sum,
        sum(least(later_amount, earlier_amount)) filter (
            where movement in ('stayed', 'lost')
        ) as capped_sum,
        count(*) filter (where earlier_amount > 0) as start_number,
        count(*) filter (
            where earlier_amount > 0 and later_amount > 0
        ) as retained_number
    from year_pairs
    group by scope, is_only_source, from_month, to_month
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
        cast(coalesce(sum(sum_pairs.start_sum), 0) as decimal(18, 2)) as start_amount,
        cast(coalesce(sum(sum_pairs.new_sum), 0) as decimal(18, 2)) as new_amount,
        cast(coalesce(sum(sum_pairs.reactivated_sum), 0) as decimal(18, 2))
            as reactivated_amount,
        cast(coalesce(sum(sum_pairs.up_sum), 0) as decimal(18, 2)) as up_amount,
        cast(coalesce(sum(sum_pairs.down_sum), 0) as decimal(18, 2)) as down_amount,
        cast(coalesce(sum(sum_pairs.lost_sum), 0) as decimal(18, 2)) as lost_amount,
        cast(coalesce(sum(sum_pairs.end_sum), 0) as decimal(18, 2)) as end_amount,
        cast(coalesce(sum(sum_pairs.retained_sum), 0) as decimal(18, 2))
            as retained_amount,
        cast(coalesce(sum(sum_pairs.capped_sum), 0) as decimal(18, 2)) as capped_amount,
        cast(coalesce(sum(sum_pairs.start_number), 0) as bigint)
            as start_customer_count,
        cast(coalesce(sum(sum_pairs.retained_number), 0) as bigint)
            as retained_customer_count,
        months.is_complete,
        months.month >= {{ add_months('list_scopes.first_month', 23) }} as is_trusted,
        months.month
    from months
    cross join list_scopes
    left join sum_pairs
        on (
            list_scopes.scope = sum_pairs.scope
            or (list_scopes.scope = 'all' and sum_pairs.is_only_source)
        )
        and months.month >= sum_pairs.from_month
        and (months.month < sum_pairs.to_month or sum_pairs.to_month is null)
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
