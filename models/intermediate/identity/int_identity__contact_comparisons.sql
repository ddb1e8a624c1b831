with

name_comparisons as (
    select * from {{ ref('int_identity__name_comparisons') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

weighed_records as (
    select * from {{ ref('int_identity__weighed_records') }}
),

compare_values as (
    select
        names.record_number_a,
        names.record_number_b,
        names.pattern as name_pattern,
        names.commonness_bits as name_commonness_bits,
        {{ compare_birth_dates('a', 'b') }} as birth_date,
        -- the year in an address counts once, and only where no two dates are known
        case
            when a.birth_date is not null and b.birth_date is not null then '-'
            when a.email = b.email or a.email_local = b.email_local then '-'
            when a.birth_year is null or b.birth_year is null then '-'
            when a.birth_year = b.birth_year then 'e'
            else 'd'
        end as birth_year,
        {{ compare_emails('a', 'b') }} as email,
        case
            when a.phone is null or b.phone is null then '-'
            when a.phone = b.phone then 'e'
            when {{ is_mistyped('a.phone', 'b.phone') }} then 's'
            else 'd'
        end as phone,
        case when a.iban = b.iban then 'e' when a.iban <> b.iban then 'd' else '-' end
            as iban,
        greatest(count_a.birth_date_count, count_b.birth_date_count)
            as birth_date_count,
        greatest(count_a.email_count, count_b.email_count) as email_count,
        greatest(count_a.phone_count, count_b.phone_count) as phone_count,
        greatest(count_a.iban_count, count_b.iban_count) as iban_count
    from name_comparisons as names
    inner join compared_records as a
        on names.record_number_a = a.record_number
    inner join compared_records as b
        on names.record_number_b = b.record_number
    inner join weighed_records as count_a
        on names.record_number_a = count_a.record_number
    inner join weighed_records as count_b
        on names.record_number_b = count_b.record_number
),

write_patterns as (
    select
        compared.record_number_a,
        compared.record_number_b,
        compared.name_pattern || compared.birth_date || compared.birth_year
        || compared.email || compared.phone || compared.iban as pattern,
        compared.name_commonness_bits
        + {{ commonness_bits(['birth_date', 'email', 'phone', 'iban']) }}
            as commonness_bits
    from compare_values as compared
)

select * from write_patterns
