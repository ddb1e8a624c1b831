with

pairs as (
    select * from {{ ref('int_identity__pairs') }}
),

match_rules as (
    select * from {{ ref('match_rules') }}
),

-- several rules may find the same pair: the strongest speaks for it
rank_rules as (
    select
        pairs.record_id_a,
        pairs.record_id_b,
        pairs.rule,
        rules.match_probability,
        row_number() over (
            partition by pairs.record_id_a, pairs.record_id_b
            order by rules.match_probability desc, pairs.rule
        ) as rule_rank
    from pairs
    inner join match_rules as rules
        on pairs.rule = rules.rule
),

keep_strongest as (
    select
        record_id_a,
        record_id_b,
        rule,
        match_probability
    from rank_rules
    where rule_rank = 1
)

select * from keep_strongest
