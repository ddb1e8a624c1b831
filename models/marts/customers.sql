with

customers as (
    select * from {{ ref('int_identity__customers') }}
),

standings as (
    select * from {{ ref('int_relationship__standings') }}
),

owners as (
    select * from {{ ref('int_relationship__owners') }}
),

brokers as (
    select * from {{ ref('int_relationship__brokers') }}
),

segments as (
    select * from {{ ref('int_relationship__segments') }}
),

customer_risks as (
    select * from {{ ref('customer_risks') }}
),

customer_values as (
    select * from {{ ref('int_relationship__customer_values') }}
),

-- ids, text, numbers, booleans, dates; what later work fills is empty and typed
describe_customers as (
    select
        customers.customer_id,
        customers.household_id,
        owners.owner_id,
        brokers.broker_id,

        customers.party_type,
        customers.first_name,
        customers.last_name,
        customers.company_name,
        customers.birth_date,
        customers.email,
        customers.phone,
        customers.street,
        customers.house_number,
        customers.postal_code,
        customers.city,
        customers.country,
        standings.lifecycle_status,
        segments.segment,
        customer_risks.risk_level,
        coalesce(customer_values.value_method, 'no_basis') as value_method,
        customer_values.rfm_group,

        standings.occasion_count,
        standings.order_count,
        standings.live_contract_count,
        standings.unknown_premium_count,
        standings.open_ticket_count,
        customers.record_count,
        standings.annual_premium_amount,
        standings.lifetime_revenue_amount,
        standings.trailing_12m_revenue_amount,
        customer_values.predicted_value_12m_amount,
        customer_values.rfm_recency_score,
        customer_values.rfm_frequency_score,
        customer_values.rfm_monetary_score,
        cast(customers.data_quality_score as double) as data_quality_score,
        cast(customers.completeness_score as double) as completeness_score,
        cast(customers.validity_score as double) as validity_score,
        cast(customers.freshness_score as double) as freshness_score,
        cast(customers.agreement_score as double) as agreement_score,

        standings.is_existing_customer,
        standings.is_reactivated,
        standings.is_onboarding,
        standings.is_key_account,
        standings.is_left_censored,
        customers.has_shop,
        customers.has_contracts,
        customers.has_broker,
        customers.has_support,

        standings.lifecycle_status_since,
        standings.known_since,
        standings.first_occasion_date,
        standings.last_occasion_date
    from customers
    left join standings on customers.customer_id = standings.customer_id
    left join owners on customers.customer_id = owners.customer_id
    left join brokers on customers.customer_id = brokers.customer_id
    left join customer_risks on customers.customer_id = customer_risks.customer_id
    left join customer_values
        on customers.customer_id = customer_values.customer_id
    left join segments
        on customers.customer_id = segments.customer_id
        and segments.month = {{ month_of(as_of_date()) }}
)

select * from describe_customers
