with

customers as (
    select * from {{ ref('customers') }}
),

customer_risks as (
    select * from {{ ref('customer_risks') }}
),

decaying_cohorts as (
    select * from {{ ref('cohort_decays') }} where is_decaying
),

watchlists as (
    select * from {{ ref('watchlists') }}
),

-- who pays premiums is worth the year's premium, due or not
value_customers as (
    select
        *,
        greatest(trailing_12m_revenue_amount, annual_premium_amount) as value_amount,
        trailing_12m_revenue_amount / nullif(cast(
            sum(greatest(trailing_12m_revenue_amount, 0)) over () as double
        ), 0) as revenue_share
    from customers
),

average_values as (
    select avg(value_amount) as average_amount
    from value_customers
    where value_amount > 0
),

-- the expected loss puts the leaving in order, missing customers the cohorts
list_entries as (
    select
        'leaving_worth_keeping' as list,
        valued.customer_id,
        valued.owner_id,
        cast(null as date) as cohort_month,
        valued.value_amount as amount,
        coalesce(risks.risk_score, 0) * valued.value_amount as weight,
        risks.risk_score as share,
        cast(null as double) as comparison_share,
        cast(null as integer) as age,
        valued.last_occasion_date as last_date
    from value_customers as valued
    cross join average_values
    inner join customer_risks as risks on valued.customer_id = risks.customer_id
    where risks.risk_level <> 'low'
        and valued.value_amount >= average_values.average_amount
    union all
    select
        'came_back', customer_id, owner_id, null, value_amount,
        cast(value_amount as double), null, null, null, last_occasion_date
    from value_customers
    where is_reactivated
    union all
    select
        'dependency', customer_id, owner_id, null, trailing_12m_revenue_amount,
        cast(trailing_12m_revenue_amount as double), revenue_share, null, null,
        last_occasion_date
    from value_customers
    where is_key_account or revenue_share >= {{ var('dependency_share') }}
    union all
    select
        'decaying_cohort', null, null, cohort_month, trailing_12m_revenue_amount,
        cohort_size * (peer_retention - retention), retention, peer_retention,
        month_number, null
    from decaying_cohorts
),

rank_entries as (
    select
        *,
        row_number() over (
            partition by list
            order by weight desc nulls last, customer_id, cohort_month
        ) as list_rank
    from list_entries
),

fill_in_numbers as (
    select
        entries.*,
        {{ fill_template('lists.sentence_en', {
            'share': number_text('entries.share', "'share'"),
            'comparison': number_text('entries.comparison_share', "'share'"),
            'age': 'entries.age',
            'date': 'entries.last_date',
            'reasons': 'risks.reasons',
        }) }} as reason,
        {{ fill_template('lists.sentence_de', {
            'share': number_text('entries.share', "'share'"),
            'comparison': number_text('entries.comparison_share', "'share'"),
            'age': 'entries.age',
            'date': german_date('entries.last_date'),
            'reasons': 'risks.reasons_de',
        }) }} as reason_de
    from rank_entries as entries
    inner join watchlists as lists on entries.list = lists.code
    left join customer_risks as risks on entries.customer_id = risks.customer_id
    where entries.list_rank <= {{ var('watchlist_size') }}
),

describe_entries as (
    select
        customer_id, owner_id, list, reason, reason_de, list_rank,
        cast(amount as decimal(18, 2)) as amount,
        cohort_month
    from fill_in_numbers
)

select * from describe_entries
