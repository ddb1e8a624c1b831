with

cut_offs as (
    select * from {{ ref('int_relationship__cut_offs') }}
),

terms as (
    select *
    from {{ ref('int_relationship__contract_terms') }}
    where customer_id is not null
),

raises as (
    select *
    from {{ ref('int_relationship__premium_raises') }}
    where raise_share >= {{ var('premium_raise_share') }}
),

tickets as (
    select * from {{ ref('int_relationship__tickets') }}
),

ratings as (
    select * from {{ ref('int_relationship__ratings') }}
),

-- what has been cancelled already is no question of probability
list_contracts as (
    select
        terms.*,
        cut_offs.*,
        count(*) over (
            partition by terms.customer_id, cut_offs.cut_off_number
        ) as contract_count
    from cut_offs
    inner join terms
        on cut_offs.cut_off_date >= terms.start_date
        and (cut_offs.cut_off_date < terms.end_date or terms.end_date is null)
        and (cut_offs.cut_off_date < terms.cancelled_on or terms.cancelled_on is null)
),

list_facts as (
    select customer_id, 'complaint' as fact, opened_on as fact_date
    from tickets where is_complaint
    union all
    select customer_id, 'low_rating' as fact, rated_on as fact_date
    from ratings where satisfaction <= {{ var('low_satisfaction') }}
    union all
    select customer_id, 'lost_contract' as fact, lost_on as fact_date
    from terms where lost_on is not null
    union all
    select customer_id, 'premium_raise' as fact, raised_on as fact_date
    from raises
),

find_customer_facts as (
    select
        list_facts.customer_id,
        cut_offs.cut_off_number,
        bool_or(list_facts.fact = 'complaint') as has_complaint,
        bool_or(list_facts.fact = 'low_rating') as has_low_rating,
        bool_or(list_facts.fact = 'lost_contract') as has_lost_contract,
        bool_or(list_facts.fact = 'premium_raise') as has_premium_raise
    from cut_offs
    inner join list_facts
        on cut_offs.cut_off_date >= list_facts.fact_date
        and {{ add_days(
            'cut_offs.cut_off_date', -1 * var('risk_earlier_days')
        ) }} < list_facts.fact_date
    group by list_facts.customer_id, cut_offs.cut_off_number
),

join_facts as (
    select
        list_contracts.*,
        coalesce(facts.has_complaint, false) as has_complaint,
        coalesce(facts.has_low_rating, false) as has_low_rating,
        coalesce(facts.has_lost_contract, false) as has_lost_contract,
        coalesce(facts.has_premium_raise, false) as has_premium_raise,
        {{ dbt.datediff('chain_start_date', 'cut_off_date', 'day') }} as tenure_days,
        {{ add_days('(' ~ term_end_from(
            add_days('cut_off_date', 'notice_period_days')
        ) ~ ')', '-notice_period_days') }} as notice_deadline
    from list_contracts
    left join find_customer_facts as facts
        on list_contracts.customer_id = facts.customer_id
        and list_contracts.cut_off_number = facts.cut_off_number
),

-- the profile is what the scorecard knows of a contract, one class per place
profile_contracts as (
    select
        contract_key,
        customer_id,
        cut_off_number,
        cast(least(
            {{ var('risk_tenure_years') }},
            floor(tenure_days / {{ var('occasion_window_days') }})
        ) as integer)
        || '|' || coalesce(product_line, '')
        || '|' || least(2, contract_count)
        || '|' || coalesce(auto_renews and notice_deadline <= outcome_date, false)
        || '|' || (notice_deadline is null)
        || '|' || has_complaint
        || '|' || has_low_rating
        || '|' || has_lost_contract
        || '|' || has_premium_raise as risk_profile,
        tenure_days,
        case when cut_off_number > 0 then coalesce(lost_on <= outcome_date, false) end
            as is_lost
    from join_facts
)

select * from profile_contracts
