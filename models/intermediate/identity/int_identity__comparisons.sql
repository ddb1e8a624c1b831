with

pairs as (
    select * from {{ ref('int_identity__pairs') }}
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
        case
            when a.first_name is null or b.first_name is null then '-'
            when a.first_name = b.last_name and b.first_name = a.last_name then 'x'
            when a.first_name_group = b.first_name_group then 'e'
            when length(a.first_name) = 1 or length(b.first_name) = 1
                then case
                    when substr(a.first_name, 1, 1) = substr(b.first_name, 1, 1) then 'i'
                    else 'd'
                end
            when a.first_name_key = b.first_name_key
                or ' ' || a.first_names || ' ' like '% ' || b.first_name || ' %'
                or ' ' || b.first_names || ' ' like '% ' || a.first_name || ' %'
                or {{ is_similar('a.first_name', 'b.first_name') }} then 's'
            else 'd'
        end as first_name,
        case
            when a.last_name is null or b.last_name is null then '-'
            when a.last_name = b.last_name then 'e'
            when a.first_name = b.last_name and b.first_name = a.last_name then 'x'
            when a.last_name in (b.last_name_head, b.last_name_tail)
                or b.last_name in (a.last_name_head, a.last_name_tail)
                or a.last_name_tail = b.last_name_tail then 'p'
            when a.last_name_key = b.last_name_key
                or replace(a.last_name, ' ', '') = replace(b.last_name, ' ', '')
                or {{ is_similar('a.last_name', 'b.last_name') }} then 's'
            else 'd'
        end as last_name,
        case
            when a.birth_date is null or b.birth_date is null then '-'
            when a.birth_date = b.birth_date then 'e'
            when extract(year from a.birth_date) = extract(year from b.birth_date)
                and extract(month from a.birth_date) = extract(day from b.birth_date)
                and extract(day from a.birth_date) = extract(month from b.birth_date)
                then 'w'
            when {{ is_date_slip('a.birth_date', 'b.birth_date') }} then 's'
            else 'd'
        end as birth_date,
        -- the year in an address counts only where no two dates are known
        case
            when a.birth_date is not null and b.birth_date is not null then '-'
            when a.birth_year is null or b.birth_year is null or a.email = b.email
                then '-'
            when a.birth_year = b.birth_year then 'e'
            else 'd'
        end as birth_year,
        case
            when a.email is null or b.email is null then '-'
            when a.email = b.email then 'e'
            when a.email_local = b.email_local
                then case when a.is_email_only_name then 'n' else 'l' end
            when {{ is_similar('a.email', 'b.email') }} then 's'
            when a.email_domain = b.email_domain
                and (a.company_name is not null or b.company_name is not null) then 'f'
            else 'd'
        end as email,
        case
            when a.phone is null or b.phone is null then '-'
            when a.phone = b.phone then 'e'
            else 'd'
        end as phone,
        case
            when a.iban is null or b.iban is null then '-'
            when a.iban = b.iban then 'e'
            else 'd'
        end as iban,
        {{ compare_addresses('a', 'b') }} as address,
        case
            when a.company_name = b.company_name then 'e'
            when a.company_name is not null and b.company_name is not null
                then case
                    when {{ is_similar('a.company_name', 'b.company_name') }}
                        or a.company_name like b.company_name || '%'
                        or b.company_name like a.company_name || '%' then 's'
                    else 'd'
                end
            when coalesce(a.company_name, a.email_domain_name)
                = coalesce(b.company_name, b.email_domain_name)
                and (a.company_name is not null or b.company_name is not null) then 'm'
            else '-'
        end as company_name,
        case
            when a.vat_id is null or b.vat_id is null then '-'
            when a.vat_id = b.vat_id then 'e'
            else 'd'
        end as vat_id,
        case
            when a.linked_record_id = b.record_id or b.linked_record_id = a.record_id
                then 'e'
            else '-'
        end as support_link,
        greatest(a.first_name_count, b.first_name_count) as first_name_count,
        greatest(a.last_name_count, b.last_name_count) as last_name_count,
        greatest(a.birth_date_count, b.birth_date_count) as birth_date_count,
        greatest(a.email_count, b.email_count) as email_count,
        greatest(a.phone_count, b.phone_count) as phone_count,
        greatest(a.iban_count, b.iban_count) as iban_count,
        greatest(a.address_count, b.address_count) as address_count,
        greatest(a.company_name_count, b.company_name_count) as company_name_count
    from pairs
    inner join weighed_records as a
        on pairs.record_number_a = a.record_number
    inner join weighed_records as b
        on pairs.record_number_b = b.record_number
),

-- one letter each, in the order of match_comparisons; the rarer what agrees, the fewer bits
write_patterns as (
    select
        record_number_a,
        record_number_b,
        party || first_name || last_name || birth_date || birth_year || email
        || phone || iban || address || company_name || vat_id || support_link as pattern,
        {{ commonness_bits([
            'first_name', 'last_name', 'birth_date', 'email', 'phone', 'iban',
            'address', 'company_name',
        ]) }} as commonness_bits
    from compare_values
)

select * from write_patterns
