with

pairs as (
    select * from {{ ref('int_identity__pairs') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

weighed_records as (
    select * from {{ ref('int_identity__weighed_records') }}
),

-- letters: e equal, s similar, d different, - unknown; others stand in match_weights
compare_values as (
    select
        a.record_number as record_number_a,
        b.record_number as record_number_b,
        case
            when 'company' in (a.party_type, b.party_type) then 'c'
            else 'p'
        end as party,
        {{ compare_first_names('a', 'b') }} as first_name,
        {{ compare_last_names('a', 'b') }} as last_name,
        greatest(count_a.first_name_count, count_b.first_name_count)
            as first_name_count,
        greatest(count_a.last_name_count, count_b.last_name_count) as last_name_count,
        greatest(count_a.name_home_count, count_b.name_home_count) as name_home_count
    from pairs
    inner join compared_records as a
        on pairs.record_number_a = a.record_number
    inner join compared_records as b
        on pairs.record_number_b = b.record_number
    inner join weighed_records as count_a
        on pairs.record_number_a = count_a.record_number
    inner join weighed_records as count_b
        on pairs.record_number_b = count_b.record_number
),

count_records as (
    select cast(count(*) as double) as record_count from weighed_records
),

-- first and last name are taken as independent, unless the whole name is at home in
-- more places than that would explain: one person has two at most
write_patterns as (
    select
        compared.record_number_a,
        compared.record_number_b,
        compared.party || compared.first_name || compared.last_name as pattern,
        {{ commonness_bits(['first_name', 'last_name']) }}
        + case
            when compared.first_name = 'e'
                and compared.last_name = 'e'
                and compared.name_home_count > 2
                then greatest(ln(
                        (compared.name_home_count - 2) * counted.record_count
                        / (compared.first_name_count * compared.last_name_count)
                    ) / ln(2.0), 0.0)
            else 0.0
        end as commonness_bits
    from compare_values as compared
    cross join count_records as counted
)

select * from write_patterns
