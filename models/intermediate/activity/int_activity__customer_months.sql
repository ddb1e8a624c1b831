with

revenue_items as (
    select *
    from {{ ref('int_activity__revenue_items') }}
    where left_out_by is null and customer_id is not null
),

-- an event without an exchange rate is an event, and no amount
sum_sources as (
    select
        customer_id,
        customer_number,
        source as scope,
        cast(coalesce(sum(amount), 0) as decimal(18, 2)) as revenue_amount,
        {{ month_of('event_date') }} as month
    from revenue_items
    group by customer_id, customer_number, source, {{ month_of('event_date') }}
),

count_sources as (
    select
        customer_number,
        min(scope) = max(scope) as is_only_source
    from sum_sources
    group by customer_number
),

judge_sources as (
    select
        sum_sources.customer_id,
        sum_sources.customer_number,
        sum_sources.scope,
        sum_sources.revenue_amount,
        count_sources.is_only_source,
        sum_sources.month
    from sum_sources
    inner join count_sources
        on sum_sources.customer_number = count_sources.customer_number
),

-- the company is the sum of its sources; most customers have one, which is copied
sum_scopes as (
    select * from judge_sources
    union all
    select
        customer_id,
        customer_number,
        'all' as scope,
        revenue_amount,
        is_only_source,
        month
    from judge_sources
    where is_only_source
    union all
    select
        customer_id,
        customer_number,
        'all' as scope,
        cast(sum(revenue_amount) as decimal(18, 2)) as revenue_amount,
        false as is_only_source,
        month
    from judge_sources
    where not is_only_source
    group by customer_id, customer_number, month
)

select * from sum_scopes
