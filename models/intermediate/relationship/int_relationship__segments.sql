with

scores as (
    select * from {{ ref('int_relationship__scores') }}
),

segment_rules as (
    select * from {{ ref('segment_rules') }}
),

segments as (
    select * from {{ ref('segments') }}
),

overrides as (
    select * from {{ ref('int_relationship__overrides') }}
),

assessments as (
    select * from {{ ref('int_relationship__assessments') }}
),

add_perspectives as (
    select
        scores.*,
        case when scores.open_complaint_count > 0 then 'yes' else 'no' end
            as open_complaint,
        coalesce(assessments.perspective_shared, 'unknown') as perspective_shared
    from scores
    left join assessments
        on scores.customer_id = assessments.customer_id
        and scores.last_date >= assessments.valid_from
        and (scores.last_date < assessments.valid_to or assessments.valid_to is null)
),

-- the first rule that fits holds; the last fits everybody
find_rules as (
    select
        judged.customer_id,
        judged.month,
        min(rules.rule_order) as rule_order
    from add_perspectives as judged
    inner join segment_rules as rules
        on judged.value_score >= rules.value_min
        and judged.value_score < rules.value_below
        and judged.health_score >= rules.health_min
        and judged.health_score < rules.health_below
        and judged.benefit_score >= rules.benefit_min
        and judged.benefit_score < rules.benefit_below
        and rules.open_complaint in (judged.open_complaint, 'any')
        and rules.perspective_shared in (judged.perspective_shared, 'any')
    group by judged.customer_id, judged.month
),

keep_segment_decisions as (
    select overrides.*
    from overrides
    inner join segments on overrides.value = segments.code
    where overrides.field = 'segment'
),

-- what a person decided goes before the rules, and is no proposal
choose_segments as (
    select
        add_perspectives.customer_id,
        add_perspectives.month,
        coalesce(decisions.value, segment_rules.segment) as segment,
        segment_rules.segment as segment_before_hysteresis,
        find_rules.rule_order,
        add_perspectives.business_model,
        add_perspectives.perspective_shared,
        add_perspectives.value_score,
        add_perspectives.health_score,
        add_perspectives.benefit_score,
        add_perspectives.trailing_12m_revenue_amount,
        add_perspectives.annual_premium_amount,
        add_perspectives.service_amount,
        add_perspectives.open_complaint_count,
        decisions.decided_by,
        decisions.reason as decision_reason,
        decisions.valid_from as decided_on,
        decisions.value is null and segment_rules.segment = 'phase_out' as is_proposal
    from add_perspectives
    inner join find_rules
        on add_perspectives.customer_id = find_rules.customer_id
        and add_perspectives.month = find_rules.month
    inner join segment_rules on find_rules.rule_order = segment_rules.rule_order
    left join keep_segment_decisions as decisions
        on add_perspectives.customer_id = decisions.customer_id
        and add_perspectives.last_date >= decisions.valid_from
        and (
            add_perspectives.last_date < decisions.valid_to
            or decisions.valid_to is null
        )
)

select * from choose_segments
