with

scores as (
    select * from {{ ref('int_identity__scores') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
    where party_type = 'person'
),

birth_date_errors as (
    select * from {{ ref('int_identity__birth_date_errors') }}
),

link_both_ways as (
    select
        record_number_a as middle_number,
        record_number_b as record_number
    from scores
    where match_weight > 0
    union all
    select
        record_number_b as middle_number,
        record_number_a as record_number
    from scores
    where match_weight > 0
),

-- a record that lacks a birth date or a first name may link two that contradict each
-- other in it, unseen: two dates that no slip explains, or two first names of one home
-- (the bits that a household explains take more than one from the pair's own)
find_go_betweens as (
    select
        links.middle_number,
        links.record_number,
        ends.birth_date,
        middles.birth_date is null as lacks_birth_date,
        middles.first_name is null as lacks_first_name
    from link_both_ways as links
    inner join compared_records as middles
        on links.middle_number = middles.record_number
        and (middles.birth_date is null or middles.first_name is null)
    inner join compared_records as ends
        on links.record_number = ends.record_number
        and (
            middles.birth_date is null and ends.birth_date is not null
            or middles.first_name is null and ends.first_name is not null
        )
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
    where a.lacks_birth_date
        and {{ compare_birth_dates('a', 'b') }} = 'd'
        and errors.can_veto
        and (compared.is_vetoed or coalesce(compared.match_weight, 0) <= 0)
        or a.lacks_first_name
        and compared.pattern like 'pd%'
        and compared.match_weight < 0
        and compared.same_bits > compared.match_weight + 1
),

count_once as (
    select
        record_number_a,
        record_number_b
    from unite_vetoes
    group by record_number_a, record_number_b
)

select * from count_once
