with

segment_months as (
    select * from {{ ref('int_relationship__segment_months') }}
),

service_months as (
    select * from {{ ref('int_relationship__service_months') }}
),

rhythms as (
    select * from {{ ref('int_relationship__rhythms') }}
),

gather_evidence as (
    select
        segment_months.*,
        service_months.ticket_count,
        service_months.open_complaint_count,
        service_months.service_amount,
        service_months.rating_part,
        service_months.complaint_part,
        rhythms.rhythm_part,
        rhythms.tenure_part,
        segment_months.trailing_12m_revenue_amount
        + segment_months.annual_premium_amount as value_amount,
        greatest(
            segment_months.trailing_12m_revenue_amount,
            segment_months.annual_premium_amount
        ) as income_amount,
        sum(service_months.ticket_count) over (
            partition by segment_months.month
        ) > 0 as has_service_data
    from segment_months
    inner join service_months
        on segment_months.customer_id = service_months.customer_id
        and segment_months.month = service_months.month
    inner join rhythms
        on segment_months.customer_id = rhythms.customer_id
        and segment_months.month = rhythms.month
),

-- contracts are compared with contracts; equal values share the middle of their ranks
rank_values as (
    select
        *,
        100 * (
            rank() over (
                partition by month, business_model order by value_amount
            ) - 1 + count(*) over (
                partition by month, business_model, value_amount
            ) / 2.0
        ) / count(*) over (partition by month, business_model) as value_part,
        {{ var('accepted_service_share') }} * cast(income_amount as double)
            as accepted_amount
    from gather_evidence
),

-- service is accepted up to a share of the income: there the score is half of 100
weigh_service as (
    select
        *,
        case
            when not has_service_data then {{ var('neutral_score') }}
            when income_amount > 0
                then 100 * accepted_amount / (accepted_amount + service_amount)
            when ticket_count > 0 then 0
            else {{ var('neutral_score') }}
        end as benefit_part
    from rank_values
),

round_scores as (
    select
        customer_id,
        month,
        business_model,
        trailing_12m_revenue_amount,
        annual_premium_amount,
        cast(service_amount as decimal(18, 2)) as service_amount,
        ticket_count,
        open_complaint_count,
        cast(round(value_part, 1) as decimal(4, 1)) as value_score,
        cast(round(
            {{ var('health_weight_ratings') }} * rating_part
            + {{ var('health_weight_complaints') }} * complaint_part
            + {{ var('health_weight_rhythm') }} * rhythm_part
            + {{ var('health_weight_tenure') }} * tenure_part, 1
        ) as decimal(4, 1)) as health_score,
        cast(round(benefit_part, 1) as decimal(4, 1)) as benefit_score,
        last_date
    from weigh_service
)

select * from round_scores
