with

scores as (
    select * from {{ ref('int_identity__scores') }}
    where is_vetoed or match_weight > 0
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
    where party_type = 'person'
),

birth_date_errors as (
    select * from {{ ref('int_identity__birth_date_errors') }}
),

-- a record without birth date may link two that contradict each other unseen
find_go_betweens as (
    select
        middles.record_number as middle_number,
        ends.record_number,
        ends.birth_date
    from scores
    inner join compared_records as middles
        on scores.record_number_a = middles.record_number
        and middles.birth_date is null
    inner join compared_records as ends
        on scores.record_number_b = ends.record_number
        and ends.birth_date is not null
    union all
    select
        middles.record_number as middle_number,
        ends.record_number,
        ends.birth_date
    from scores
    inner join compared_records as middles
        on scores.record_number_b = middles.record_number
        and middles.birth_date is null
    inner join compared_records as ends
        on scores.record_number_a = ends.record_number
        and ends.birth_date is not null
),

unite_vetoes as (
    select
        record_number_a,
        record_number_b
    from scores
    where is_vetoed
    union all
    select
        a.record_number as record_number_a,
        b.record_number as record_number_b
    from find_go_betweens as a
    inner join find_go_betweens as b
        on a.middle_number = b.middle_number
        and a.record_number < b.record_number
    cross join birth_date_errors as errors
    left join scores as compared
        on a.record_number = compared.record_number_a
        and b.record_number = compared.record_number_b
    where {{ compare_birth_dates('a', 'b') }} = 'd'
        and errors.can_veto
        and coalesce(compared.is_vetoed, true)
),

count_once as (
    select
        record_number_a,
        record_number_b
    from unite_vetoes
    group by record_number_a, record_number_b
)

select * from count_once
