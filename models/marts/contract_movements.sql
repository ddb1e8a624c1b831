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
        sum(unknown_step) as unknown_step,
        sum(case when contract_count > 0 then 1 else 0 end)
        - sum(case when previous_count > 0 then 1 else 0 end) as customer_step
    from premium_months
    group by month
),

-- every month shows every movement; the stock stands before the month and at its end,
-- and without any contract there is no row
add_up_stocks as (
    select
        movements.code as movement,
        sum(sum_stock_steps.premium_step) as premium,
        sum(sum_stock_steps.customer_step) as customer_count,
        sum(sum_stock_steps.unknown_step) as unknown_count,
        months.is_complete,
        months.month
    from months
    cross join movements
    left join sum_stock_steps
        on movements.code in ('start', 'end')
        and (
            months.month > sum_stock_steps.changed_month
            or (movements.code = 'end' and months.month = sum_stock_steps.changed_month)
        )
    where (select count(*) from premium_months) > 0
    group by movements.code, months.is_complete, months.month
),

show_movements as (
    select
        stocks.movement,
        cast(coalesce(stocks.premium, sums.premium, 0) as decimal(18, 2))
            as annual_premium_amount,
        cast(coalesce(stocks.customer_count, sums.customer_count, 0) as bigint)
            as customer_count,
        cast(case
            when stocks.movement in ('start', 'end')
                then coalesce(stocks.unknown_count, 0)
        end as bigint) as unknown_premium_count,
        stocks.is_complete,
        stocks.month
    from add_up_stocks as stocks
    left join sum_movements as sums
        on stocks.month = sums.month
        and stocks.movement = sums.movement
)

select * from show_movements
