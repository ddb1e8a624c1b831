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
        records.*,
        coalesce(first_names.record_count, 1) as first_name_count,
        coalesce(last_names.record_count, 1) as last_name_count,
        coalesce(birth_dates.record_count, 1) as birth_date_count,
        coalesce(emails.record_count, 1) as email_count,
        coalesce(phones.record_count, 1) as phone_count,
        coalesce(ibans.record_count, 1) as iban_count,
        coalesce(addresses.record_count, 1) as address_count,
        coalesce(company_names.record_count, 1) as company_name_count,
        coalesce(name_homes.record_count, 1) as name_home_count
    from compared_records as records
    left join value_counts as first_names
        on records.first_name_group = first_names.shared_value
        and first_names.comparison = 'first_name'
    left join value_counts as last_names
        on records.last_name = last_names.shared_value
        and last_names.comparison = 'last_name'
    left join value_counts as birth_dates
        on cast(records.birth_date as {{ dbt.type_string() }})
        = birth_dates.shared_value
        and birth_dates.comparison = 'birth_date'
    left join value_counts as emails
        on records.email = emails.shared_value
        and emails.comparison = 'email'
    left join value_counts as phones
        on records.phone = phones.shared_value
        and phones.comparison = 'phone'
    left join value_counts as ibans
        on records.iban = ibans.shared_value
        and ibans.comparison = 'iban'
    left join value_counts as addresses
        on records.postal_code || records.street || coalesce(records.house_number, '')
        = addresses.shared_value
        and addresses.comparison = 'address'
    left join value_counts as company_names
        on records.company_name = company_names.shared_value
        and company_names.comparison = 'company_name'
    left join value_counts as name_homes
        on records.first_name_group || '|' || records.last_name
        = name_homes.shared_value
        and name_homes.comparison = 'name_home'
)

select * from add_counts
