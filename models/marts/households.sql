with

customers as (
    select * from {{ ref('customers') }}
),

-- the household is named after its first customer, and has that one's address, whole
find_first_customers as (
    select
        *,
        customer_id = min(customer_id) over (partition by household_id) as is_first
    from customers
    where household_id is not null
),

sum_up_households as (
    select
        household_id,
        max(street) filter (where is_first) as street,
        max(house_number) filter (where is_first) as house_number,
        max(postal_code) filter (where is_first) as postal_code,
        max(city) filter (where is_first) as city,
        count(*) as customer_count,
        count(*) filter (where is_existing_customer) as existing_customer_count,
        cast(sum(live_contract_count) as bigint) as live_contract_count,
        cast(sum(annual_premium_amount) as decimal(18, 2)) as annual_premium_amount,
        cast(sum(lifetime_revenue_amount) as decimal(18, 2))
            as lifetime_revenue_amount,
        cast(sum(trailing_12m_revenue_amount) as decimal(18, 2))
            as trailing_12m_revenue_amount,
        min(first_occasion_date) as first_occasion_date,
        max(last_occasion_date) as last_occasion_date
    from find_first_customers
    group by household_id
)

select * from sum_up_households
