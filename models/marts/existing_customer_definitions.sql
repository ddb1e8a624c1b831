with

status_periods as (
    select * from {{ ref('int_relationship__status_periods') }}
),

months as (
    select * from {{ ref('int_activity__months') }}
),

revenue_sums as (
    select * from {{ ref('int_relationship__revenue_sums') }} where scope = 'all'
),

definitions as (
    select 'repeat_or_contract' as definition
    union all
    select 'existing_or_loyal' as definition
    union all
    select 'any_purchase' as definition
    union all
    select 'repeat_only' as definition
),

judge_periods as (
    select
        definitions.definition,
        status_periods.valid_from,
        status_periods.valid_to
    from status_periods
    cross join definitions
    where case definitions.definition
            when 'repeat_or_contract'
                then {{ is_existing_customer('repeat_or_contract') }}
            when 'existing_or_loyal'
                then {{ is_existing_customer('existing_or_loyal') }}
            when 'any_purchase' then {{ is_existing_customer('any_purchase') }}
            when 'repeat_only' then {{ is_existing_customer('repeat_only') }}
        end
),

-- at a month's end count those whose period has begun and not ended by then
step_periods as (
    select definition, valid_from as changed_on, 1 as step from judge_periods
    union all
    select definition, valid_to as changed_on, -1 as step
    from judge_periods
    where valid_to <= {{ as_of_date() }}
),

sum_steps as (
    select
        definition,
        {{ month_of('changed_on') }} as month,
        sum(step) as step
    from step_periods
    group by definition, {{ month_of('changed_on') }}
),

count_customers as (
    select
        months.month,
        sum_steps.definition,
        sum(sum_steps.step) as customer_count
    from months
    inner join sum_steps on months.month >= sum_steps.month
    group by months.month, sum_steps.definition
),

join_revenue as (
    select
        months.month,
        definitions.definition,
        months.is_complete,
        coalesce(count_customers.customer_count, 0) as customer_count,
        coalesce(case definitions.definition
            when 'repeat_or_contract' then revenue_sums.repeat_or_contract
            when 'existing_or_loyal' then revenue_sums.existing_or_loyal
            when 'any_purchase' then revenue_sums.any_purchase
            when 'repeat_only' then revenue_sums.repeat_only
        end, 0) as revenue,
        revenue_sums.total
    from months
    cross join definitions
    left join count_customers
        on months.month = count_customers.month
        and definitions.definition = count_customers.definition
    left join revenue_sums on months.month = revenue_sums.month
),

divide_revenue as (
    select
        definition,
        cast(customer_count as bigint) as customer_count,
        cast(revenue as decimal(18, 2)) as revenue_amount,
        case when total > 0 then cast(revenue as double) / total end as share,
        definition = '{{ var("existing_customer_definition") }}' as is_default,
        is_complete,
        month
    from join_revenue
)

select * from divide_revenue
