with

review_pairs as (
    select * from {{ ref('int_identity__review_pairs') }}
),

pattern_reasons as (
    select * from {{ ref('int_identity__pattern_reasons') }}
),

match_kinds as (
    select * from {{ ref('match_kinds') }}
),

customer_records as (
    select * from {{ ref('customer_records') }}
),

customers as (
    select * from {{ ref('customers') }}
),

revenue_events as (
    select * from {{ ref('revenue_events') }}
),

find_customers as (
    select
        pairs.*,
        a.customer_id as customer_id_a,
        b.customer_id as customer_id_b
    from review_pairs as pairs
    inner join customer_records as a
        on pairs.record_id_a = a.record_id
    inner join customer_records as b
        on pairs.record_id_b = b.record_id
),

-- of one customer the revenue that would leave it with the doubtful record
sum_doubtful_records as (
    select
        pairs.record_id_a,
        sum(events.amount) as revenue_amount
    from find_customers as pairs
    inner join revenue_events as events
        on pairs.record_id_a = events.record_id
    where pairs.customer_id_a = pairs.customer_id_b
    group by pairs.record_id_a
),

-- of two customers the smaller one's revenue stands with a stranger, or with its owner
value_pairs as (
    select
        pairs.*,
        cast(greatest(coalesce(case
            when pairs.customer_id_a = pairs.customer_id_b then doubtful.revenue_amount
            else least(a.lifetime_revenue_amount, b.lifetime_revenue_amount)
        end, 0), 0) as decimal(18, 2)) as value_at_stake_amount
    from find_customers as pairs
    inner join customers as a
        on pairs.customer_id_a = a.customer_id
    inner join customers as b
        on pairs.customer_id_b = b.customer_id
    left join sum_doubtful_records as doubtful
        on pairs.record_id_a = doubtful.record_id_a
),

rank_pairs as (
    select
        *,
        row_number() over (
            order by
                value_at_stake_amount desc, match_probability desc,
                record_id_a, record_id_b
        ) as review_rank
    from value_pairs
),

explain_pairs as (
    select
        pairs.record_id_a,
        pairs.record_id_b,
        pairs.customer_id_a,
        pairs.customer_id_b,
        pairs.match_kind,
        replace(kinds.reason_en, '{evidence}', reasons.evidence_en) as reason,
        replace(kinds.reason_de, '{evidence}', reasons.evidence_de) as reason_de,
        case
            when pairs.match_probability > 1 - pairs.match_probability then 'same'
            else 'different'
        end as proposed_ruling,
        pairs.review_rank,
        cast(pairs.match_probability as decimal(5, 4)) as match_probability,
        pairs.value_at_stake_amount
    from rank_pairs as pairs
    inner join match_kinds as kinds
        on pairs.match_kind = kinds.match_kind
    inner join pattern_reasons as reasons
        on pairs.pattern = reasons.pattern
    where pairs.review_rank <= {{ var('max_match_reviews') }}
)

select * from explain_pairs
