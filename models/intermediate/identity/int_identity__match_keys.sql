with

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

-- Müller Anna and Anna Müller sound alike, whichever field they stand in
add_combinations as (
    select
        *,
        case
            when first_name_key is not null then least(last_name_key, first_name_key)
        end as first_sound,
        case
            when last_name_key is not null then greatest(last_name_key, first_name_key)
        end as second_sound,
        substr(first_name, 1, 1) as initial,
        coalesce(city, postal_code) as place,
        street || coalesce(house_number, '') as house,
        nullif(company_words, company_name) as reordered_company_name,
        nullif(nullif(email_domain_name, company_name), company_words)
            as other_domain_name
    from compared_records
),

list_keys as (
    select {{ record_key('email', ['email']) }}
    from add_combinations
    union all
    select {{ record_key('phone', ['phone']) }}
    from add_combinations
    union all
    select {{ record_key('iban', ['iban']) }}
    from add_combinations
    union all
    select {{ record_key('vat_id', ['coalesce(vat_id, failing_vat_id)']) }}
    from add_combinations
    union all
    select {{ record_key('email_local', ['email_local']) }}
    from add_combinations
    union all
    select {{ record_key('last_name', ['last_name_key']) }}
    from add_combinations
    union all
    select {{ record_key('last_initial', ['last_name_key', 'initial']) }}
    from add_combinations
    union all
    select {{ record_key('last_year', ['last_name_key', 'birth_year']) }}
    from add_combinations
    union all
    select {{ record_key('name', ['first_sound', 'second_sound']) }}
    from add_combinations
    union all
    select {{ record_key('name_place', ['first_sound', 'second_sound', 'place']) }}
    from add_combinations
    union all
    select {{ record_key('name_year', ['first_sound', 'second_sound', 'birth_year']) }}
    from add_combinations
    union all
    select {{ record_key('first_birth', ['first_name_key', 'birth_date']) }}
    from add_combinations
    union all
    select {{ record_key('last_birth', ['last_name_key', 'birth_date']) }}
    from add_combinations
    union all
    select {{ record_key('birth_place', ['birth_date', 'place']) }}
    from add_combinations
    union all
    select {{ record_key('birth_date', ['birth_date']) }}
    from add_combinations
    union all
    select {{ record_key('address', ['postal_code', 'house']) }}
    from add_combinations
    union all
    select {{ record_key('first_house', ['first_name_key', 'postal_code', 'house']) }}
    from add_combinations
    union all
    select {{ record_key('last_street', ['last_name_key', 'postal_code', 'street']) }}
    from add_combinations
    union all
    select {{ record_key('last_place', ['last_name_key', 'place']) }}
    from add_combinations
    union all
    select {{ record_key('first_place', ['first_name_key', 'place']) }}
    from add_combinations
    union all
    select {{ record_key('company_name', ['company_name']) }}
    from add_combinations
    union all
    select {{ record_key('company_name', ['reordered_company_name']) }}
    from add_combinations
    union all
    -- info@adler.example is how Adler GmbH writes
    select {{ record_key('company_name', ['other_domain_name']) }}
    from add_combinations
    union all
    select {{ record_key('firm_place', ['company_key', 'postal_code']) }}
    from add_combinations
),

keep_known as (
    select *
    from list_keys
    where key_hash is not null
)

select * from keep_known
