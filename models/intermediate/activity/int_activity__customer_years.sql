with

customer_months as (
    select * from {{ ref('int_activity__customer_months') }}
),

-- years end with the current month
count_back as (
    select
        customer_number,
        source as scope,
        revenue_amount,
        {{ dbt.datediff('month', as_of_date(), 'month') }} as months_ago
    from customer_months
),

place_in_years as (
    select
        customer_number,
        scope,
        revenue_amount,
        months_ago,
        cast(floor(months_ago / 12) as integer) as years_ago,
        cast(12 - months_ago % 12 as integer) as month_number
    from count_back
),

sum_sources as (
    select
        customer_number,
        scope,
        years_ago,
        max(months_ago) as first_months_ago,
        {{ sum_months('<=') }} as amounts_to,
        {{ sum_months('>') }} as amounts_after
    from place_in_years
    group by customer_number, scope, years_ago
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
        sum_sources.*,
        count_sources.is_only_source
    from sum_sources
    inner join count_sources
        on sum_sources.customer_number = count_sources.customer_number
),

-- for customers of one source the company is that source
sum_scopes as (
    select
        customer_number,
        scope,
        is_only_source,
        years_ago,
        first_months_ago,
        amounts_to,
        amounts_after
    from judge_sources
    union all
    select
        customer_number,
        'all' as scope,
        false as is_only_source,
        years_ago,
        max(first_months_ago) as first_months_ago,
        {{ add_up_lists('amounts_to') }} as amounts_to,
        {{ add_up_lists('amounts_after') }} as amounts_after
    from judge_sources
    where not is_only_source
    group by customer_number, years_ago
)

select * from sum_scopes
