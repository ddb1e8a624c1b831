-- What existing customers by the company's definition bring in is the existing revenue
-- by status.
select
    shares.month,
    shares.existing_amount,
    definitions.revenue_amount
from {{ ref('revenue_shares') }} as shares
left join {{ ref('existing_customer_definitions') }} as definitions
    on shares.month = definitions.month and definitions.is_default
where shares.scope = 'all'
    and shares.definition = 'status'
    and shares.existing_amount is distinct from definitions.revenue_amount
