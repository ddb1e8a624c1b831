-- Existing and new make identified, identified and unidentified make the total, the
-- sources make the company, a month's total is the sum of its revenue events.
with

shares as (
    select * from {{ ref('revenue_shares') }}
),

sum_events as (
    select
        event_month as month,
        source as scope,
        sum(amount) as amount
    from {{ ref('revenue_events') }}
    group by event_month, source
),

sum_sources as (
    select
        shares.month,
        shares.definition,
        sum(shares.existing_amount) as existing_amount,
        sum(sum_events.amount) as amount
    from shares
    left join sum_events
        on shares.month = sum_events.month and shares.scope = sum_events.scope
    where shares.scope <> 'all'
    group by shares.month, shares.definition
)

select
    shares.*,
    sum_sources.amount as all_events_amount,
    sum_events.amount as events_amount
from shares
left join sum_sources
    on shares.month = sum_sources.month
    and shares.definition = sum_sources.definition
left join sum_events
    on shares.month = sum_events.month and shares.scope = sum_events.scope
where shares.existing_amount + shares.new_amount <> shares.identified_amount
    or shares.identified_amount + shares.unidentified_amount <> shares.total_amount
    or shares.total_amount <> coalesce(
        case shares.scope when 'all' then sum_sources.amount else sum_events.amount end,
        0
    )
    or (shares.scope = 'all' and shares.existing_amount <> sum_sources.existing_amount)
