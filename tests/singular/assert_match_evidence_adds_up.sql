-- The steps of a pair's waterfall add up to its probability, one below the other, and
-- every pair shown has one.
with

match_evidence as (
    select * from {{ ref('match_evidence') }}
),

customer_records as (
    select * from {{ ref('customer_records') }} where match_kind = 'evidence'
),

match_reviews as (
    select * from {{ ref('match_reviews') }}
),

list_shown_pairs as (
    select
        least(record_id, linked_record_id) as record_id_a,
        greatest(record_id, linked_record_id) as record_id_b,
        match_probability
    from customer_records
    union all
    select
        least(record_id_a, record_id_b) as record_id_a,
        greatest(record_id_a, record_id_b) as record_id_b,
        match_probability
    from match_reviews
),

add_up_steps as (
    select
        *,
        sum(bits) over (
            partition by record_id_a, record_id_b order by step_number
        ) as summed_bits,
        step_number = count(*) over (partition by record_id_a, record_id_b) as is_last
    from match_evidence
),

find_wrong as (
    select record_id_a, record_id_b, step
    from add_up_steps
    where abs(summed_bits - total_bits) > 1e-6
    union all
    select shown.record_id_a, shown.record_id_b, 'result' as step
    from list_shown_pairs as shown
    left join add_up_steps as steps
        on shown.record_id_a = steps.record_id_a
        and shown.record_id_b = steps.record_id_b
        and steps.is_last
    where steps.step is null
        or abs(shown.match_probability - 1 / (1 + power(2.0, -steps.summed_bits)))
        > 1e-4
)

select * from find_wrong
