with

revenue_classes as (
    select * from {{ ref('int_relationship__revenue_classes') }}
),

sum_sources as (
    select
        source as scope,
        month,
        sum(amount) as total,
        sum(amount) filter (where customer_id is not null) as identified,
        sum(amount) filter (where is_existing_by_order_rank) as order_rank,
        sum(amount) filter (where is_existing_by_purchase_day) as purchase_day,
        sum(amount) filter (where is_existing_by_first_month) as first_month,
        sum(amount) filter (where is_existing_by_status) as status,
        sum(amount) filter (where is_repeat_or_contract) as repeat_or_contract,
        sum(amount) filter (where is_existing_or_loyal) as existing_or_loyal,
        sum(amount) filter (where is_any_purchase) as any_purchase,
        sum(amount) filter (where is_repeat_only) as repeat_only,
        sum(abs(original_amount)) as original,
        sum(abs(original_amount)) filter (where amount is null) as unconverted,
        count(*) filter (where amount is null) as unconverted_count
    from revenue_classes
    group by source, month
),

-- the company is the sum of its sources
sum_scopes as (
    select * from sum_sources
    union all
    select
        'all' as scope,
        month,
        sum(total) as total,
        sum(identified) as identified,
        sum(order_rank) as order_rank,
        sum(purchase_day) as purchase_day,
        sum(first_month) as first_month,
        sum(status) as status,
        sum(repeat_or_contract) as repeat_or_contract,
        sum(existing_or_loyal) as existing_or_loyal,
        sum(any_purchase) as any_purchase,
        sum(repeat_only) as repeat_only,
        sum(original) as original,
        sum(unconverted) as unconverted,
        sum(unconverted_count) as unconverted_count
    from sum_sources
    group by month
)

select * from sum_scopes
