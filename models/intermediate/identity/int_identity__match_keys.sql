with

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

-- Müller Anna and Anna Müller sound alike, whichever field they stand in
add_combinations as (
    select
        *,
        least(last_name_key, first_name_key) || '|'
        || greatest(last_name_key, first_name_key) as name_sounds,
        cast(birth_date as {{ dbt.type_string() }}) as birth_day,
        cast(birth_year as {{ dbt.type_string() }}) as birth_year_text,
        coalesce(street, '') || coalesce(house_number, '') as street_address
    from compared_records
),

list_keys as (
    select record_number, 'email' as rule, email as value from add_combinations
    union all
    select record_number, 'phone' as rule, phone as value from add_combinations
    union all
    select record_number, 'iban' as rule, iban as value from add_combinations
    union all
    select record_number, 'vat_id' as rule, vat_id as value from add_combinations
    union all
    select record_number, 'email_local' as rule, email_local as value
    from add_combinations
    where length(email_local) > length('anna')
    union all
    select record_number, 'last_name' as rule, last_name_key as value
    from add_combinations
    union all
    select
        record_number,
        'last_name_and_initial' as rule,
        last_name_key || '|' || substr(first_name, 1, 1) as value
    from add_combinations
    union all
    select
        record_number,
        'last_name_and_year' as rule,
        last_name_key || '|' || birth_year_text as value
    from add_combinations
    union all
    select record_number, 'name' as rule, name_sounds as value from add_combinations
    union all
    select
        record_number,
        'name_and_place' as rule,
        name_sounds || '|' || coalesce(postal_code, city) as value
    from add_combinations
    union all
    select
        record_number,
        'name_and_year' as rule,
        name_sounds || '|' || birth_year_text as value
    from add_combinations
    union all
    select
        record_number,
        'first_name_and_birth_date' as rule,
        first_name_key || '|' || birth_day as value
    from add_combinations
    union all
    select
        record_number,
        'last_name_and_birth_date' as rule,
        last_name_key || '|' || birth_day as value
    from add_combinations
    union all
    select
        record_number,
        'birth_date_and_place' as rule,
        birth_day || '|' || postal_code as value
    from add_combinations
    union all
    select
        record_number,
        'first_name_and_address' as rule,
        first_name_key || '|' || postal_code || '|' || street_address as value
    from add_combinations
    where street is not null
    union all
    select
        record_number,
        'last_name_and_address' as rule,
        last_name_key || '|' || postal_code || '|' || street as value
    from add_combinations
    union all
    select record_number, 'company_name' as rule, company_name as value
    from add_combinations
    union all
    -- info@adler.example is how Adler GmbH writes
    select record_number, 'company_name' as rule, email_domain_name as value
    from add_combinations
    union all
    select
        record_number,
        'company_and_place' as rule,
        company_key || '|' || postal_code as value
    from add_combinations
),

hash_values as (
    select
        record_number,
        rule,
        {{ value_hash("rule || ':' || value") }} as key_hash
    from list_keys
    where value is not null
)

select * from hash_values
