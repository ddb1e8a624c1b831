-- Every living customer with a relationship has a risk level, all others a reason.
select
    customers.customer_id,
    customers.lifecycle_status,
    risks.risk_level,
    risks.score_missing_reason
from {{ ref('customers') }} as customers
left join {{ ref('customer_risks') }} as risks
    on customers.customer_id = risks.customer_id
where case
        when customers.lifecycle_status in ('prospect', 'former')
            then
                risks.risk_level is not null
                or risks.risk_score is not null
                or risks.score_missing_reason <> customers.lifecycle_status
        else
            (risks.risk_level is null)
            <> (coalesce(risks.score_missing_reason, '') = 'deceased')
    end
