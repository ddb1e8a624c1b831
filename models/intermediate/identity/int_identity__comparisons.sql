with

contact_comparisons as (
    select * from {{ ref('int_identity__contact_comparisons') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

weighed_records as (
    select * from {{ ref('int_identity__weighed_records') }}
),

compare_values as (
    select
        contacts.record_number_a,
        contacts.record_number_b,
        a.source as source_a,
        b.source as source_b,
        contacts.pattern as contact_pattern,
        contacts.commonness_bits as contact_commonness_bits,
        {{ compare_addresses('a', 'b') }} as address,
        {{ compare_company_names('a', 'b') }} as company_name,
        case
            when a.vat_id = b.vat_id then 'e'
            when a.vat_id <> b.vat_id then 'd'
            when a.failing_vat_id = b.failing_vat_id then 's'
            else '-'
        end as vat_id,
        case
            when a.linked_record_id = b.record_id or b.linked_record_id = a.record_id
                then 'e'
            else '-'
        end as support_link,
        greatest(count_a.address_count, count_b.address_count) as address_count,
        greatest(count_a.postal_code_count, count_b.postal_code_count)
            as postal_code_count,
        greatest(count_a.city_count, count_b.city_count) as city_count,
        greatest(count_a.company_name_count, count_b.company_name_count)
            as company_name_count
    from contact_comparisons as contacts
    inner join compared_records as a
        on contacts.record_number_a = a.record_number
    inner join compared_records as b
        on contacts.record_number_b = b.record_number
    inner join weighed_records as count_a
        on contacts.record_number_a = count_a.record_number
    inner join weighed_records as count_b
        on contacts.record_number_b = count_b.record_number
),

-- one letter each, as match_weights says; what agrees and is rare loses few bits
write_patterns as (
    select
        compared.record_number_a,
        compared.record_number_b,
        compared.source_a,
        compared.source_b,
        compared.contact_pattern || compared.address || compared.company_name
        || compared.vat_id || compared.support_link as pattern,
        compared.contact_commonness_bits
        + {{ commonness_bits(['address', 'company_name']) }}
        + case
            when compared.address in ('p', 'q')
                then ln(compared.postal_code_count) / ln(2.0)
            when compared.address in ('c', 'r') then ln(compared.city_count) / ln(2.0)
            else 0.0
        end as commonness_bits
    from compare_values as compared
)

select * from write_patterns
