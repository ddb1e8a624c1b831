with

contract_lives as (
    select * from {{ ref('int_relationship__contract_lives') }}
),

list_steps as (
    select
        customer_id, source, product_line,
        null as end_reason, 1 as step, start_month as month
    from contract_lives
    union all
    select customer_id, source, product_line, end_reason, -1 as step, end_month as month
    from contract_lives
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
    select
        scope, month, step as stock_step, end_reason, 0 as held_step,
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
