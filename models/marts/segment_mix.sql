with

customer_segments as (
    select * from {{ ref('customer_segments') }}
),

segments as (
    select * from {{ ref('segments') }}
),

customer_months as (
    select * from {{ ref('int_activity__customer_months') }}
),

list_months as (
    select month from customer_segments
    group by month
),

sum_revenue as (
    select
        customer_segments.month,
        customer_segments.segment,
        sum(customer_months.revenue_amount) as revenue_amount
    from customer_segments
    inner join customer_months
        on customer_segments.customer_id = customer_months.customer_id
        and customer_segments.month = customer_months.month
    group by customer_segments.month, customer_segments.segment
),

-- every month shows every segment
sum_segments as (
    select
        list_months.month,
        segments.code as segment,
        count(customer_segments.customer_id) as customer_count,
        coalesce(max(sum_revenue.revenue_amount), 0) as revenue_amount,
        coalesce(sum(customer_segments.trailing_12m_revenue_amount), 0)
            as trailing_12m_revenue_amount
    from list_months
    cross join segments
    left join customer_segments
        on list_months.month = customer_segments.month
        and segments.code = customer_segments.segment
    left join sum_revenue
        on list_months.month = sum_revenue.month
        and segments.code = sum_revenue.segment
    group by list_months.month, segments.code
),

sum_months as (
    select
        *,
        sum(revenue_amount) over (partition by month) as month_amount,
        sum(trailing_12m_revenue_amount) over (partition by month) as year_amount
    from sum_segments
),

compare_segments as (
    select
        segment,
        customer_count,
        cast(revenue_amount as decimal(18, 2)) as revenue_amount,
        cast(trailing_12m_revenue_amount as decimal(18, 2))
            as trailing_12m_revenue_amount,
        case
            when month_amount > 0 then cast(revenue_amount as double) / month_amount
        end as revenue_share,
        case
            when year_amount > 0
                then cast(trailing_12m_revenue_amount as double) / year_amount
        end as trailing_12m_revenue_share,
        month
    from sum_months
)

select * from compare_segments
