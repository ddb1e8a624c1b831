-- Every key that has landed has one row in staging, and nothing else stands there.
{% set keys = {
    'stg_shop__customers': ['shop', 'customers', 'customer_id'],
    'stg_shop__orders': ['shop', 'orders', 'order_id'],
    'stg_shop__order_lines': ['shop', 'order_lines', 'order_line_id'],
    'stg_shop__refunds': ['shop', 'refunds', 'refund_id'],
    'stg_contracts__holders': ['contracts', 'holders', 'holder_id'],
    'stg_contracts__contract_versions': ['contracts', 'contracts',
        'contract_id, updated_at'],
    'stg_contracts__charges': ['contracts', 'charges', 'charge_id'],
    'stg_broker__brokers': ['broker', 'brokers', 'broker_id'],
    'stg_broker__clients': ['broker', 'clients', 'broker_id, client_id'],
    'stg_broker__contract_deliveries': ['broker', 'contracts',
        'broker_id, broker_contract_id, delivery_id, delivered_at'],
    'stg_broker__commissions': ['broker', 'commissions', 'commission_id'],
    'stg_support__requesters': ['support', 'requesters', 'requester_id'],
    'stg_support__tickets': ['support', 'tickets', 'ticket_id'],
    'stg_support__comments': ['support', 'comments', 'comment_id'],
    'stg_support__ratings': ['support', 'ratings', 'rating_id'],
    'stg_newsletter__subscriptions': ['newsletter', 'subscriptions',
        'list_id, email'],
    'stg_newsletter__events': ['newsletter', 'events',
        'email, campaign_id, event, occurred_at'],
    'stg_company__products': ['company', 'products', 'product_id'],
    'stg_company__owners': ['company', 'owners',
        'owner_id, owner_name, record, postal_code_from, postal_code_to,'
        ~ ' broker_id, valid_from'],
    'stg_company__costs': ['company', 'costs', 'month, kind, amount, currency'],
    'stg_company__assessments': ['company', 'assessments',
        'record, assessed_on, assessed_by'],
    'stg_company__consents': ['company', 'consents',
        'email, phone, record, channel, purpose, event, occurred_at'],
    'stg_company__referrals': ['company', 'referrals',
        'referrer_record, referred_record, referred_on'],
    'stg_company__exchange_rates': ['company', 'exchange_rates',
        'currency, rate_date'],
    'stg_company__overrides': ['company', 'overrides',
        'record, field, value, valid_from, decided_by'],
    'stg_company__identity_rulings': ['company', 'identity_rulings',
        'record_a, record_b, ruling, ruled_by, ruled_on'],
    'stg_company__erasure_requests': ['company', 'erasure_requests',
        'record, requested_on'],
} %}
with counted as (
    {% for model, (source_name, entity, key) in keys.items() %}
        select
            '{{ model }}' as model,
            (
                select count(*)
                from (
                    select {{ key }}
                    from {{ source(source_name, entity) }}
                    group by {{ key }}
                ) as landed_keys
            ) as landed_key_count,
            (select count(*) from {{ ref(model) }}) as staged_row_count
        {{ 'union all' if not loop.last }}
    {% endfor %}
)

select *
from counted
where landed_key_count <> staged_row_count
