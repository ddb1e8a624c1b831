with

customer_records as (
    select * from {{ ref('customer_records') }} where match_kind = 'evidence'
),

match_reviews as (
    select * from {{ ref('match_reviews') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

scores as (
    select * from {{ ref('int_identity__scores') }}
),

source_priors as (
    select * from {{ ref('int_identity__source_priors') }}
),

evidence as (
    select * from {{ ref('int_identity__evidence') }}
),

step_labels as (
    select * from {{ ref('label_texts') }} where kind = 'match_step'
),

list_pairs as (
    select
        least(record_id, linked_record_id) as record_id_a,
        greatest(record_id, linked_record_id) as record_id_b
    from customer_records
    union all
    select
        least(record_id_a, record_id_b) as record_id_a,
        greatest(record_id_a, record_id_b) as record_id_b
    from match_reviews
),

find_scores as (
    select
        pairs.record_id_a,
        pairs.record_id_b,
        max(scores.pattern) as pattern,
        max(scores.same_bits) as same_bits,
        max(scores.rival_bits) as rival_bits,
        max(scores.match_weight) as match_weight,
        max(source_priors.moved_bits) as source_bits
    from list_pairs as pairs
    inner join compared_records as a
        on pairs.record_id_a = a.record_id
    inner join compared_records as b
        on pairs.record_id_b = b.record_id
    inner join scores
        on a.record_number = scores.record_number_a
        and b.record_number = scores.record_number_b
    inner join source_priors
        on substr(scores.pattern, 1, 1) = source_priors.party
        and a.source = source_priors.source_a
        and b.source = source_priors.source_b
    group by pairs.record_id_a, pairs.record_id_b
),

-- the letters of the pattern, then what only the pair itself tells
list_steps as (
    select
        scores.record_id_a,
        scores.record_id_b,
        evidence.comparison as step,
        evidence.level,
        evidence.label_de,
        evidence.label_en,
        evidence.step_number,
        evidence.bits,
        evidence.total_bits
    from find_scores as scores
    inner join evidence
        on scores.pattern = evidence.pattern
    union all
    select
        scores.record_id_a,
        scores.record_id_b,
        labels.code as step,
        null as level,
        labels.label_de,
        labels.label_en,
        2 + last_letters.step_number
        + case labels.code
            when 'sources' then -1
            when 'commonness' then 0
            when 'rivals' then 1
            else 2
        end as step_number,
        case labels.code
            when 'sources' then scores.source_bits
            when 'commonness'
                then scores.same_bits - scores.rival_bits - scores.source_bits
                    - last_letters.total_bits
            when 'rivals' then scores.rival_bits
            else scores.match_weight - scores.same_bits
        end as bits,
        case labels.code
            when 'sources' then last_letters.total_bits + scores.source_bits
            when 'commonness' then scores.same_bits - scores.rival_bits
            when 'rivals' then scores.same_bits
            else scores.match_weight
        end as total_bits
    from find_scores as scores
    inner join evidence as last_letters
        on scores.pattern = last_letters.pattern and last_letters.is_last
    cross join step_labels as labels
)

select * from list_steps
