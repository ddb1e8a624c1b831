-- Start + new + reactivated + up − down − lost = end, no part negative; end is the
-- identified revenue of 12 months, start of the 12 before; sources make the company.
with

retention as (
    select * from {{ ref('revenue_retention') }}
),

shares as (
    select * from {{ ref('revenue_shares') }} where definition = 'purchase_day'
),

sum_years as (
    select
        retention.month,
        retention.scope,
        sum(shares.identified_amount) filter (
            where shares.month > {{ add_months('retention.month', -12) }}
        ) as later_amount,
        sum(shares.identified_amount) filter (
            where shares.month <= {{ add_months('retention.month', -12) }}
        ) as earlier_amount
    from retention
    inner join shares
        on retention.scope = shares.scope
        and retention.month >= shares.month
        and shares.month > {{ add_months('retention.month', -24) }}
    group by retention.month, retention.scope
),

sum_sources as (
    select
        month,
        sum(start_amount) as start_amount,
        sum(end_amount) as end_amount
    from retention
    where scope <> 'all'
    group by month
)

select
    retention.*,
    sum_years.earlier_amount,
    sum_years.later_amount
from retention
left join sum_years
    on retention.month = sum_years.month and retention.scope = sum_years.scope
left join sum_sources on retention.month = sum_sources.month
where retention.end_amount <> retention.start_amount + retention.new_amount
    + retention.reactivated_amount + retention.up_amount - retention.down_amount
    - retention.lost_amount
    or least(
        retention.new_amount, retention.reactivated_amount, retention.up_amount,
        retention.down_amount, retention.lost_amount
    ) < 0
    or retention.end_amount <> coalesce(sum_years.later_amount, 0)
    or retention.start_amount <> coalesce(sum_years.earlier_amount, 0)
    or (
        retention.scope = 'all'
        and (
            retention.start_amount <> sum_sources.start_amount
            or retention.end_amount <> sum_sources.end_amount
        )
    )
    or retention.grr > least(retention.nrr, 1)
    or retention.retained_customer_count > retention.start_customer_count
