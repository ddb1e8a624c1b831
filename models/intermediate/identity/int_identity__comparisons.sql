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
        a.source as source_a,
        b.source as source_b,
        case
            when 'company' in (a.party_type, b.party_type) then 'c'
            else 'p'
        end as party,
        {{ compare_first_names('a', 'b') }} as first_name,
        {{ compare_last_names('a', 'b') }} as last_name,
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
        greatest(count_a.first_name_count, count_b.first_name_count)
            as first_name_count,
        greatest(count_a.last_name_count, count_b.last_name_count) as last_name_count,
        greatest(count_a.birth_date_count, count_b.birth_date_count)
            as birth_date_count,
        greatest(count_a.email_count, count_b.email_count) as email_count,
        greatest(count_a.phone_count, count_b.phone_count) as phone_count,
        greatest(count_a.iban_count, count_b.iban_count) as iban_count,
        greatest(count_a.address_count, count_b.address_count) as address_count,
        greatest(count_a.postal_code_count, count_b.postal_code_count)
            as postal_code_count,
        greatest(count_a.city_count, count_b.city_count) as city_count,
        greatest(count_a.company_name_count, count_b.company_name_count)
            as company_name_count,
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
    select count(*) as record_count from weighed_records
),

-- one letter each, as match_weights says; what agrees and is rare loses few bits
write_patterns as (
    select
        compared.record_number_a,
        compared.record_number_b,
        compared.source_a,
        compared.source_b,
        compared.party || compared.first_name || compared.last_name
        || compared.birth_date || compared.birth_year || compared.email
        || compared.phone || compared.iban || compared.address
        || compared.company_name || compared.vat_id || compared.support_link as pattern,
        {{ commonness_bits([
            'first_name', 'last_name', 'birth_date', 'email', 'phone', 'iban',
            'address', 'company_name',
        ]) }} as commonness_bits
    from compare_values as compared
    cross join count_records
)

select * from write_patterns
