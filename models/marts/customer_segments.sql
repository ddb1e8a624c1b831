with

segments as (
    select * from {{ ref('int_relationship__segments') }}
),

segment_rules as (
    select * from {{ ref('segment_rules') }}
),

owners as (
    select * from {{ ref('int_relationship__owners') }}
),

fill_in_numbers as (
    select
        segments.*,
        owners.owner_id,
        {{ fill_template('texts.reason_en', {
            'value_score': 'segments.value_score',
            'health_score': 'segments.health_score',
            'benefit_score': 'segments.benefit_score',
            'open_complaint_count': 'segments.open_complaint_count',
            'service_amount': 'segments.service_amount',
        }) }} as rule_reason,
        {{ fill_template('texts.reason_de', {
            'value_score': german_number('segments.value_score'),
            'health_score': german_number('segments.health_score'),
            'benefit_score': german_number('segments.benefit_score'),
            'open_complaint_count': 'segments.open_complaint_count',
            'service_amount': german_number('segments.service_amount'),
        }) }} as rule_reason_de
    from segments
    inner join segment_rules as texts on segments.rule_order = texts.rule_order
    left join owners on segments.customer_id = owners.customer_id
),

-- the reason names the rule, or who decided otherwise
write_reasons as (
    select
        customer_id,
        owner_id,
        segment,
        segment_before_hysteresis,
        business_model,
        case
            when decided_by is null
                then 'Rule ' || rule_order || ': ' || rule_reason
            else 'Decided by ' || decided_by || ' on ' || decided_on
                || coalesce(': ' || decision_reason, '.')
        end as reason,
        case
            when decided_by is null
                then 'Regel ' || rule_order || ': ' || rule_reason_de
            else 'Entschieden von ' || decided_by
                || ' am ' || {{ german_date('decided_on') }}
                || coalesce(': ' || decision_reason, '.')
        end as reason_de,
        trailing_12m_revenue_amount,
        annual_premium_amount,
        service_amount,
        value_score,
        health_score,
        benefit_score,
        is_proposal,
        month
    from fill_in_numbers
)

select * from write_reasons
