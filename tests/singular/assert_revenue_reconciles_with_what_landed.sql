-- Per source, kind and currency: what staging holds is what the reconciliation lists,
-- and what the rules let through, priced anew from the landed rows, is the revenue.
with

counted_orders as (
    select order_id
    from {{ ref('stg_shop__orders') }}
    where status <> 'cancelled'
        and coalesce(payment_status, '') not in ('failed', 'cancelled')
        and cast(ordered_at as date) <= {{ as_of_date() }}
),

list_landed_amounts as (
    select
        'shop' as source,
        'order' as kind,
        orders.currency,
        orders.net_amount,
        cast(orders.ordered_at as date) as event_date,
        counted_orders.order_id is not null as is_counted
    from {{ ref('stg_shop__orders') }} as orders
    left join counted_orders on orders.order_id = counted_orders.order_id
    union all
    select
        'shop' as source,
        'refund' as kind,
        refunds.currency,
        -refunds.net_amount,
        cast(refunds.refunded_at as date) as event_date,
        cast(refunds.refunded_at as date) <= {{ as_of_date() }}
        and (counted_orders.order_id is not null or orders.order_id is null)
    from {{ ref('stg_shop__refunds') }} as refunds
    left join {{ ref('stg_shop__orders') }} as orders
        on refunds.order_id = orders.order_id
    left join counted_orders on refunds.order_id = counted_orders.order_id
    union all
    select
        'contracts' as source,
        'charge' as kind,
        currency,
        net_amount,
        due_date as event_date,
        status in ('open', 'paid') and due_date <= {{ as_of_date() }}
    from {{ ref('stg_contracts__charges') }}
    union all
    select
        'broker' as source,
        'commission' as kind,
        currency,
        amount,
        booked_on as event_date,
        false as is_counted
    from {{ ref('stg_broker__commissions') }}
),

-- the latest rate by then is the one that no later rate by then replaces
price_landed_amounts as (
    select
        landed.*,
        round(landed.net_amount * case
            when landed.currency = '{{ var("company_currency") }}' then 1
            else (
                select max(rates.rate_to_company_currency)
                from {{ ref('stg_company__exchange_rates') }} as rates
                where rates.currency = landed.currency
                    and rates.rate_date = (
                        select max(known.rate_date)
                        from {{ ref('stg_company__exchange_rates') }} as known
                        where known.currency = landed.currency
                            and known.rate_date <= landed.event_date
                    )
            )
        end, 2) as amount
    from list_landed_amounts as landed
),

sum_landed as (
    select
        source,
        kind,
        currency,
        count(*) as landed_count,
        sum(round(net_amount, 2)) as landed_amount,
        count(*) filter (where is_counted) as counted_count,
        coalesce(sum(amount) filter (where is_counted), 0) as counted_amount
    from price_landed_amounts
    group by source, kind, currency
),

sum_listed as (
    select
        source,
        kind,
        original_currency as currency,
        sum(item_count) as landed_count,
        sum(original_amount) as landed_amount
    from {{ ref('revenue_reconciliation') }}
    where not is_estimated
    group by source, kind, original_currency
),

sum_events as (
    select
        source,
        kind,
        original_currency as currency,
        count(*) as counted_count,
        coalesce(sum(amount), 0) as counted_amount
    from {{ ref('revenue_events') }}
    where not is_estimated
    group by source, kind, original_currency
)

select
    sum_landed.*,
    sum_listed.landed_count as listed_count,
    sum_listed.landed_amount as listed_amount,
    sum_events.counted_count as event_count,
    sum_events.counted_amount as event_amount
from sum_landed
full outer join sum_listed
    on sum_landed.source = sum_listed.source
    and sum_landed.kind = sum_listed.kind
    and sum_landed.currency = sum_listed.currency
left join sum_events
    on sum_landed.source = sum_events.source
    and sum_landed.kind = sum_events.kind
    and sum_landed.currency = sum_events.currency
where sum_landed.landed_count is distinct from sum_listed.landed_count
    or sum_landed.landed_amount is distinct from sum_listed.landed_amount
    or sum_landed.counted_count <> coalesce(sum_events.counted_count, 0)
    or sum_landed.counted_amount <> coalesce(sum_events.counted_amount, 0)
