with

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

value_counts as (
    select * from {{ ref('int_identity__value_counts') }}
),

-- how common each value is: agreeing on a rare one says more
add_counts as (
    select
        records.record_number,
        coalesce(first_names.record_count, 1) as first_name_count,
        coalesce(last_names.record_count, 1) as last_name_count,
        coalesce(birth_dates.record_count, 1) as birth_date_count,
        coalesce(emails.record_count, 1) as email_count,
        coalesce(phones.record_count, 1) as phone_count,
        coalesce(ibans.record_count, 1) as iban_count,
        coalesce(addresses.record_count, 1) as address_count,
        -- a firm may have moved: two places are one firm's
        greatest(coalesce(company_names.record_count, 1) - 1, 1) as company_name_count,
        coalesce(postal_codes.record_count, 1) as postal_code_count,
        coalesce(cities.record_count, 1) as city_count,
        coalesce(name_homes.record_count, 1) as name_home_count
    from compared_records as records
    left join value_counts as first_names
        on {{ match_key('first_name', ['records.first_name_group']) }}
        = first_names.value_hash
    left join value_counts as last_names
        on {{ match_key('last_name', ['records.last_name']) }}
        = last_names.value_hash
    left join value_counts as birth_dates
        on {{ match_key('birth_date', ['records.birth_date']) }}
        = birth_dates.value_hash
    left join value_counts as emails
        on {{ match_key('email', ['records.email']) }}
        = emails.value_hash
    left join value_counts as phones
        on {{ match_key('phone', ['records.phone']) }}
        = phones.value_hash
    left join value_counts as ibans
        on {{ match_key('iban', ['records.iban']) }}
        = ibans.value_hash
    left join value_counts as addresses
        on {{ match_key(
            'address', [
                'records.postal_code', 'records.street',
                "coalesce(records.house_number, '')",
            ]
        ) }} = addresses.value_hash
    left join value_counts as company_names
        on {{ match_key('company_name', ['records.company_name']) }}
        = company_names.value_hash
    left join value_counts as postal_codes
        on {{ match_key('postal_code', ['records.postal_code']) }}
        = postal_codes.value_hash
    left join value_counts as cities
        on {{ match_key('city', ['records.city']) }}
        = cities.value_hash
    left join value_counts as name_homes
        on {{ match_key(
            'name_home', ['records.first_name_group', 'records.last_name']
        ) }} = name_homes.value_hash
)

select * from add_counts
