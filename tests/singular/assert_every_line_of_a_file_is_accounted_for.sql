-- Every line of a landed file is its header, a kept row, a line break inside a kept row
-- or a quarantined line; every kept row but a repetition really stands in raw.
{% set entities = {
    'shop': ['customers', 'orders', 'order_lines', 'refunds'],
    'contracts': ['holders', 'contracts', 'charges'],
    'broker': ['brokers', 'clients', 'contracts', 'commissions'],
    'support': ['requesters', 'tickets', 'comments', 'ratings'],
    'newsletter': ['subscriptions', 'events'],
    'company': [
        'products', 'owners', 'costs', 'assessments', 'consents', 'referrals',
        'exchange_rates', 'overrides', 'identity_rulings', 'erasure_requests',
    ],
} %}
with deliveries as (
    select
        *,
        header_line_count
        + kept_line_count
        + inner_line_break_count
        + quarantined_line_count as accounted_line_count
    from {{ ref('stg_land__deliveries') }}
),

raw_rows as (
    {% for source_name, names in entities.items() %}
        {% for name in names %}
            select
                delivery_number,
                count(*) as row_count
            from {{ source(source_name, name) }}
            group by delivery_number
            {{ 'union all' if not loop.last }}
        {% endfor %}
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select
    deliveries.delivery_number,
    deliveries.line_count,
    deliveries.accounted_line_count,
    deliveries.kept_line_count,
    deliveries.duplicate_line_count,
    deliveries.row_count,
    coalesce(raw_rows.row_count, 0) as raw_row_count
from deliveries
left join raw_rows
    on deliveries.delivery_number = raw_rows.delivery_number
where
    deliveries.line_count <> deliveries.accounted_line_count
    or deliveries.kept_line_count
    <> deliveries.duplicate_line_count + deliveries.row_count
    or deliveries.row_count <> coalesce(raw_rows.row_count, 0)
