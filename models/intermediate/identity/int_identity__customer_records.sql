with

clusters as (
    select * from {{ ref('int_identity__clusters') }}
),

customer_ids as (
    select * from {{ ref('int_identity__customer_ids') }}
),

scores as (
    select * from {{ ref('int_identity__scores') }}
),

match_rules as (
    select * from {{ ref('match_rules') }}
),

look_both_ways as (
    select
        record_id_a as record_id,
        record_id_b as matched_record_id,
        rule,
        match_probability
    from scores
    where match_probability >= {{ var('match_threshold') }}
    union all
    select
        record_id_b as record_id,
        record_id_a as matched_record_id,
        rule,
        match_probability
    from scores
    where match_probability >= {{ var('match_threshold') }}
),

rank_matches as (
    select
        *,
        row_number() over (
            partition by record_id
            order by match_probability desc, rule, matched_record_id
        ) as match_rank
    from look_both_ways
),

explain_records as (
    select
        clusters.record_id,
        split_part(clusters.record_id, ':', 1) as source,
        customer_ids.customer_id,
        rules.rule as match_rule,
        {{ fill_template('rules.reason_en', {
            'record_id': 'matched.matched_record_id'
        }) }} as match_reason,
        {{ fill_template('rules.reason_de', {
            'record_id': 'matched.matched_record_id'
        }) }} as match_reason_de,
        rules.match_probability
    from clusters
    inner join customer_ids
        on clusters.cluster_id = customer_ids.cluster_id
    left join rank_matches as matched
        on clusters.record_id = matched.record_id and matched.match_rank = 1
    inner join match_rules as rules
        on coalesce(matched.rule, 'only_record') = rules.rule
)

select * from explain_records
