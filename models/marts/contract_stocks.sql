with

contract_steps as (
    select * from {{ ref('int_relationship__contract_steps') }}
),

months as (
    select * from {{ ref('int_activity__months') }}
),

list_scopes as (
    select scope from contract_steps
    group by scope
),

-- the stock adds up from the first contract on, ends over 12 months
add_up_steps as (
    select
        list_scopes.scope,
        months.month,
        months.is_complete,
        coalesce(sum(contract_steps.stock_step), 0) as stock_count,
        coalesce(sum(contract_steps.held_step), 0) as held_count,
        coalesce(sum(contract_steps.holder_step), 0) as holder_count,
        coalesce(sum(contract_steps.cross_holder_step), 0) as cross_holder_count,
        coalesce(sum(contract_steps.early_count) filter (
            where contract_steps.month > {{ add_months('months.month', -12) }}
        ), 0) as early_count,
        coalesce(sum(contract_steps.late_count) filter (
            where contract_steps.month > {{ add_months('months.month', -12) }}
        ), 0) as late_count,
        coalesce(sum(contract_steps.expiry_count) filter (
            where contract_steps.month > {{ add_months('months.month', -12) }}
        ), 0) as expiry_count,
        coalesce(sum(contract_steps.death_count) filter (
            where contract_steps.month > {{ add_months('months.month', -12) }}
        ), 0) as death_count,
        coalesce(sum(contract_steps.other_count) filter (
            where contract_steps.month > {{ add_months('months.month', -12) }}
        ), 0) as other_count
    from months
    cross join list_scopes
    left join contract_steps
        on list_scopes.scope = contract_steps.scope
        and months.month >= contract_steps.month
    group by list_scopes.scope, months.month, months.is_complete
),

average_stocks as (
    select
        *,
        early_count + late_count as cancelled_count,
        avg(stock_count) over trailing_year as mean_stock,
        count(*) over trailing_year as month_end_count
    from add_up_steps
    window
        trailing_year as (
            partition by scope order by month
            rows between {{ 12 - 1 }} preceding and current row
        )
),

name_reasons as (
    select
        *,
        case
            when month_end_count < 12 then 'less_than_12_months'
            when mean_stock = 0 then 'no_contract'
        end as missing_reason
    from average_stocks
),

-- Stornoquote: expiry, death and technical ends are no cancellations
divide_counts as (
    select
        scope,
        missing_reason,
        cast(stock_count as bigint) as stock_count,
        cast(holder_count as bigint) as holder_count,
        cast(cross_holder_count as bigint) as cross_holder_count,
        cast(cancelled_count as bigint) as cancelled_count,
        cast(early_count as bigint) as early_count,
        cast(late_count as bigint) as late_count,
        cast(expiry_count as bigint) as expiry_count,
        cast(death_count as bigint) as death_count,
        cast(other_count as bigint) as other_count,
        cast(mean_stock as double) as mean_stock,
        case
            when missing_reason is null then cancelled_count / mean_stock
        end as cancellation_rate,
        case when missing_reason is null then early_count / mean_stock end
            as early_cancellation_rate,
        case when missing_reason is null then late_count / mean_stock end
            as late_cancellation_rate,
        held_count / nullif(holder_count, 0) as contracts_per_customer,
        cross_holder_count / nullif(holder_count, 0) as cross_selling_share,
        is_complete,
        month
    from name_reasons
)

select * from divide_counts
