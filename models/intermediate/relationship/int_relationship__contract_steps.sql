with

contracts as (
    select *
    from {{ ref('int_activity__contracts') }}
    where is_counted and start_date <= {{ as_of_date() }}
),

find_chain_starts as (
    select
        *,
        min(start_date) over (partition by chain_key) as chain_start_date
    from contracts
),

-- who cancelled is said, or a cancellation was received; else the term ran out
name_end_reasons as (
    select
        contract_key,
        customer_id,
        source,
        product_line,
        case
            when not is_loss_end then 'technical'
            when cancelled_by in ('death', 'other') then cancelled_by
            when cancelled_by is null and cancellation_received_at is null
                then 'expiry'
            when end_date
                <= {{ add_months(
                    'chain_start_date', var('early_cancellation_months')
                ) }}
                then 'early'
            else 'late'
        end as end_reason,
        {{ month_of('start_date') }} as start_month,
        case
            when end_date <= {{ as_of_date() }} then {{ month_of('end_date') }}
        end as end_month
    from find_chain_starts
    where end_date is null or end_date > start_date
),

list_steps as (
    select
        customer_id, source, product_line,
        null as end_reason, 1 as step, start_month as month
    from name_end_reasons
    union all
    select customer_id, source, product_line, end_reason, -1 as step, end_month as month
    from name_end_reasons
    where end_month is not null
),

stack_scopes as (
    select source as scope, * from list_steps
    union all
    select 'all' as scope, * from list_steps
),

sum_lines as (
    select
        scope,
        customer_id,
        product_line,
        month,
        sum(step) as step
    from stack_scopes
    where customer_id is not null
    group by scope, customer_id, product_line, month
),

add_up_lines as (
    select
        *,
        sum(step) over (
            partition by scope, customer_id, product_line order by month
            rows between unbounded preceding and current row
        ) as held_count
    from sum_lines
),

sum_customers as (
    select
        scope,
        customer_id,
        month,
        sum(step) as step,
        sum(
            cast(held_count > 0 as integer) - cast(held_count - step > 0 as integer)
        ) as line_step
    from add_up_lines
    group by scope, customer_id, month
),

add_up_customers as (
    select
        *,
        sum(line_step) over (
            partition by scope, customer_id order by month
            rows between unbounded preceding and current row
        ) as line_count
    from sum_customers
),

combine_steps as (
    select scope, month, step as stock_step, end_reason, 0 as held_step,
        0 as holder_step, 0 as cross_holder_step
    from stack_scopes
    union all
    select
        scope, month, 0 as stock_step, null as end_reason, step as held_step,
        cast(line_count > 0 as integer) - cast(line_count - line_step > 0 as integer),
        cast(line_count > 1 as integer) - cast(line_count - line_step > 1 as integer)
    from add_up_customers
),

sum_months as (
    select
        scope,
        month,
        sum(stock_step) as stock_step,
        sum(held_step) as held_step,
        sum(holder_step) as holder_step,
        sum(cross_holder_step) as cross_holder_step,
        count(*) filter (where end_reason = 'early') as early_count,
        count(*) filter (where end_reason = 'late') as late_count,
        count(*) filter (where end_reason = 'expiry') as expiry_count,
        count(*) filter (where end_reason = 'death') as death_count,
        count(*) filter (where end_reason = 'other') as other_count
    from combine_steps
    group by scope, month
)

select * from sum_months
