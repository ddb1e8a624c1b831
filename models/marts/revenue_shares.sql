with

revenue_sums as (
    select * from {{ ref('int_relationship__revenue_sums') }}
),

months as (
    select * from {{ ref('int_activity__months') }}
),

source_starts as (
    select * from {{ ref('int_activity__source_starts') }}
),

definitions as (
    select 'order_rank' as definition
    union all
    select 'purchase_day' as definition
    union all
    select 'first_month' as definition
    union all
    select 'status' as definition
),

-- all sources together can be trusted once the youngest can
list_scopes as (
    select source as scope, trusted_from_month from source_starts
    union all
    select 'all' as scope, max(trusted_from_month) as trusted_from_month
    from source_starts
    having count(*) > 0
),

-- a month without revenue is a row too
fill_months as (
    select
        months.month,
        list_scopes.scope,
        definitions.definition,
        months.is_complete,
        list_scopes.trusted_from_month,
        coalesce(revenue_sums.total, 0) as total_amount,
        coalesce(revenue_sums.identified, 0) as identified_amount,
        coalesce(case definitions.definition
            when 'order_rank' then revenue_sums.order_rank
            when 'purchase_day' then revenue_sums.purchase_day
            when 'first_month' then revenue_sums.first_month
            when 'status' then revenue_sums.status
        end, 0) as existing_amount,
        coalesce(revenue_sums.unconverted_count, 0) as unconverted_count,
        coalesce(revenue_sums.unconverted, 0) / nullif(revenue_sums.original, 0)
            as unconverted_share
    from months
    cross join list_scopes
    cross join definitions
    left join revenue_sums
        on months.month = revenue_sums.month
        and list_scopes.scope = revenue_sums.scope
),

split_amounts as (
    select
        *,
        total_amount - identified_amount as unidentified_amount,
        identified_amount - existing_amount as new_amount,
        case '{{ var("target_base") }}'
            when 'identified' then identified_amount
            when 'total' then total_amount
        end as target_base_amount
    from fill_months
),

-- a share of nothing, or of less than nothing, says nothing; how much revenue swings is
-- seen over 12 complete months
divide_amounts as (
    select
        scope,
        definition,
        cast(total_amount as decimal(18, 2)) as total_amount,
        cast(identified_amount as decimal(18, 2)) as identified_amount,
        cast(unidentified_amount as decimal(18, 2)) as unidentified_amount,
        cast(existing_amount as decimal(18, 2)) as existing_amount,
        cast(new_amount as decimal(18, 2)) as new_amount,
        case
            when identified_amount > 0
                then cast(existing_amount as double) / identified_amount
        end as existing_share,
        case
            when total_amount > 0
                then cast(existing_amount as double) / total_amount
        end as existing_share_of_total,
        {{ volatility('existing_amount', 'trailing_year') }} as existing_volatility,
        {{ volatility('new_amount', 'trailing_year') }} as new_volatility,
        {{ volatility('unidentified_amount', 'trailing_year') }}
            as unidentified_volatility,
        cast({{ var('target_share') }} as double) as target_share,
        cast(unconverted_share as double) as unconverted_share,
        cast(unconverted_count as bigint) as unconverted_count,
        case
            when target_base_amount > 0
                then existing_amount > target_base_amount * {{ var('target_share') }}
        end as is_target_met,
        is_complete,
        month >= trusted_from_month as is_trusted,
        month,
        trusted_from_month
    from split_amounts
    window
        trailing_year as (
            partition by scope, definition
            order by month
            rows between {{ 12 - 1 }} preceding and current row
        )
)

select * from divide_amounts
