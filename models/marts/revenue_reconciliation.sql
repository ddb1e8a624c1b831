with

revenue_items as (
    select * from {{ ref('int_activity__revenue_items') }}
),

-- every amount is a revenue event or left out by a rule with a name
sum_rules as (
    select
        source,
        kind,
        coalesce(left_out_by, 'counted') as rule,
        original_currency,
        cast(sum(round(original_amount, 2)) as decimal(18, 2)) as original_amount,
        cast(sum(amount) as decimal(18, 2)) as amount,
        count(*) as item_count,
        count(*) filter (where amount is null) as unconverted_count,
        is_estimated,
        left_out_by is null as is_counted
    from revenue_items
    group by
        source,
        kind,
        coalesce(left_out_by, 'counted'),
        original_currency,
        is_estimated,
        left_out_by is null
)

select * from sum_rules
