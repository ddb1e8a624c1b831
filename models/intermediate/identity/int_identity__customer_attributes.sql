with

record_values as (
    select * from {{ ref('int_identity__record_values') }}
),

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

count_records as (
    select customer_id, count(*) as record_count
    from customer_records
    group by customer_id
),

date_values as (
    select
        record_values.*,
        counted.record_count > 1 as has_several_records,
        coalesce(
            record_values.known_at, cast('0001-01-01' as {{ dbt.type_timestamp() }})
        ) as said_at
    from record_values
    inner join count_records as counted
        on record_values.customer_id = counted.customer_id
),

-- equal values are one: of the record that lacks no part, then of the most trusted one,
-- said last by any of them
unite_equal_values as (
    select
        customer_id,
        attribute,
        compared_value,
        is_valid,
        {{ value_at_max('record_id', ['is_whole', 'trust', 'said_at', 'record_id']) }}
            as record_id,
        {{ value_at_max('value', ['is_whole', 'trust', 'said_at', 'record_id']) }}
            as value,
        count(*) as record_count,
        {{ value_at_max('trust', ['is_whole', 'trust']) }} as trust,
        bool_or(is_whole) as is_whole,
        max(said_at) as said_at
    from date_values
    where has_several_records
    group by customer_id, attribute, compared_value, is_valid
),

rank_values as (
    select
        *,
        row_number() over best_first as value_rank,
        first_value(is_valid) over best_first as is_best_valid,
        first_value(is_whole) over best_first as is_best_whole,
        first_value(trust) over best_first as best_trust,
        first_value(said_at) over best_first as best_said_at
    from unite_equal_values
    window best_first as (
        partition by customer_id, attribute
        order by is_valid desc, is_whole desc, trust desc, said_at desc, record_id
    )
),

-- in which of them a value first differs from the best one
compare_with_best as (
    select
        *,
        case
            when is_valid <> is_best_valid then 'validity'
            when is_whole <> is_best_whole then 'completeness'
            when trust <> best_trust then 'source_trust'
            when said_at <> best_said_at then 'recency'
            else 'record_order'
        end as difference
    from rank_values
),

-- the best one is chosen for what sets it apart from the second best
explain_values as (
    select
        customer_id,
        record_id,
        attribute,
        value,
        case
            when not is_valid then 'validity'
            when value_rank > 1 then difference
            else coalesce(lead(difference) over best_first, 'only_value')
        end as reason,
        record_count,
        is_valid,
        is_whole,
        is_valid and value_rank = 1 as is_chosen,
        nullif(said_at, cast('0001-01-01' as {{ dbt.type_timestamp() }})) as known_at
    from compare_with_best
    window best_first as (partition by customer_id, attribute order by value_rank)
),

-- most customers have one record, and nothing to compare
unite_values as (
    select * from explain_values
    union all
    select
        customer_id, record_id, attribute, value,
        case when is_valid then 'only_value' else 'validity' end as reason,
        1 as record_count, is_valid, is_whole, is_valid as is_chosen, known_at
    from date_values
    where not has_several_records
)

select * from unite_values
