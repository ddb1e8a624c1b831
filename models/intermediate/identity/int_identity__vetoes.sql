with

scores as (
    select * from {{ ref('int_identity__scores') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
    where party_type = 'person'
),

links as (
    select * from {{ ref('int_identity__links') }}
),

undecided_pairs as (
    select * from {{ ref('int_identity__undecided_pairs') }}
),

value_errors as (
    select * from {{ ref('int_identity__value_errors') }}
    where comparison = 'birth_date'
),

-- a record without a birth date may link two whose dates no slip explains, unseen
find_go_betweens as (
    select
        links.record_number as middle_number,
        links.linked_number as record_number,
        ends.birth_date,
        ends.is_birth_date_guessed
    from links
    inner join compared_records as middles
        on links.record_number = middles.record_number
        and middles.birth_date is null
    inner join compared_records as ends
        on links.linked_number = ends.record_number
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
        record_number_a,
        record_number_b
    from undecided_pairs
    union all
    select
        a.record_number as record_number_a,
        b.record_number as record_number_b
    from find_go_betweens as a
    inner join find_go_betweens as b
        on a.middle_number = b.middle_number
        and a.record_number < b.record_number
        and {{ compare_birth_dates('a', 'b') }} in ('d', 'g')
    inner join value_errors as errors
        on errors.can_veto
    left join scores as compared
        on a.record_number = compared.record_number_a
        and b.record_number = compared.record_number_b
    where compared.is_vetoed or coalesce(compared.match_weight, 0) <= 0
),

count_once as (
    select
        record_number_a,
        record_number_b
    from unite_vetoes
    group by record_number_a, record_number_b
)

select * from count_once
