with

premium_months as (
    select * from {{ ref('int_relationship__premium_months') }}
),

months as (
    select * from {{ ref('int_activity__months') }}
),

movements as (
    select * from {{ ref('label_texts') }} where kind = 'movement'
),

-- by contracts, not by amounts: whoever keeps a contract without a premium has not left
name_movements as (
    select
        month,
        case
            when base_count = 0 and contract_count > 0
                and premium_amount >= base_premium_amount
                then case when is_known then 'reactivation' else 'new' end
            when base_count > 0 and contract_count = 0
                and premium_amount <= base_premium_amount then 'churn'
            when premium_amount > base_premium_amount then 'upgrade'
            when premium_amount < base_premium_amount then 'downgrade'
        end as movement,
        premium_amount - base_premium_amount as change
    from premium_months
),

name_technical_moves as (
    select
        month,
        case
            when base_premium_amount > previous_premium_amount then 'technical_in'
            else 'technical_out'
        end as movement,
        base_premium_amount - previous_premium_amount as change
    from premium_months
    where base_premium_amount <> previous_premium_amount
),

combine_movements as (
    select * from name_movements
    union all
    select * from name_technical_moves
),

sum_movements as (
    select
        month,
        movement,
        sum(abs(change)) as premium,
        count(*) as customer_count
    from combine_movements
    where movement is not null
    group by month, movement
),

sum_stock_steps as (
    select
        month as changed_month,
        sum(premium_amount - previous_premium_amount) as premium_step,
        sum(case when contract_count > 0 then 1 else 0 end)
        - sum(case when previous_count > 0 then 1 else 0 end) as customer_step
    from premium_months
    group by month
),

-- the stock before the month and at its end; without any contract there is no row
add_up_stocks as (
    select
        months.month,
        months.is_complete,
        sum(sum_stock_steps.premium_step) filter (
            where sum_stock_steps.changed_month < months.month
        ) as start_premium,
        sum(sum_stock_steps.customer_step) filter (
            where sum_stock_steps.changed_month < months.month
        ) as start_count,
        sum(sum_stock_steps.premium_step) filter (
            where sum_stock_steps.changed_month <= months.month
        ) as end_premium,
        sum(sum_stock_steps.customer_step) filter (
            where sum_stock_steps.changed_month <= months.month
        ) as end_count
    from months
    cross join sum_stock_steps
    group by months.month, months.is_complete
),

-- every month shows every movement
show_movements as (
    select
        movements.code as movement,
        cast(coalesce(case movements.code
            when 'start' then add_up_stocks.start_premium
            when 'end' then add_up_stocks.end_premium
            else sum_movements.premium
        end, 0) as decimal(18, 2)) as annual_premium_amount,
        cast(coalesce(case movements.code
            when 'start' then add_up_stocks.start_count
            when 'end' then add_up_stocks.end_count
            else sum_movements.customer_count
        end, 0) as bigint) as customer_count,
        add_up_stocks.is_complete,
        add_up_stocks.month
    from add_up_stocks
    cross join movements
    left join sum_movements
        on add_up_stocks.month = sum_movements.month
        and movements.code = sum_movements.movement
)

select * from show_movements
