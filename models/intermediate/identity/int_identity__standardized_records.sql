with

records as (
    select * from {{ ref('int_identity__records') }}
),

person_names as (
    select * from {{ ref('int_identity__person_names') }}
),

company_names as (
    select * from {{ ref('int_identity__company_names') }}
),

countries as (
    select * from {{ ref('countries') }}
),

placeholder_dates as (
    select * from {{ ref('placeholder_birth_dates') }}
),

clean_texts as (
    select
        *,
        lower(trim(email)) as email_text,
        {{ phone_digits('phone') }} as phone_digits,
        {{ letters_and_digits('iban') }} as iban_text,
        {{ regexp_replace_all(letters_and_digits('vat_id'), '(MWST|TVA|IVA)$') }}
            as vat_text,
        {{ parse_birth_date('birth_date') }} as written_birth_date
    from records
),

look_up_words as (
    select
        clean.*,
        first_names.standard_name as standard_first_name,
        last_names.standard_name as standard_last_name,
        coalesce(firms.standard_name, last_name_firms.standard_name)
            as standard_company_name,
        coalesce(clean.party_type, case
            when coalesce(firms.name_text, last_name_firms.name_text) is not null
                then 'company'
            when first_names.standard_name is not null
                or last_names.standard_name is not null then 'person'
        end) as found_party_type,
        {{ standard_phone(
            'clean.phone_digits', 'countries.calling_code', 'countries.trunk_prefix'
        ) }} as phone_number,
        {{ iban_digits('clean.iban_text') }} as iban_digits,
        iban_countries.iban_length,
        placeholder_dates.birth_date is not null as is_placeholder_date
    from clean_texts as clean
    left join person_names as first_names
        on clean.first_name = first_names.name_text
    left join person_names as last_names
        on clean.last_name = last_names.name_text
    left join company_names as firms
        on clean.company_name = firms.name_text
    left join company_names as last_name_firms
        on clean.last_name = last_name_firms.name_text
        and last_name_firms.has_legal_form
    left join countries
        on coalesce(upper(clean.country), '{{ var("home_country") }}')
        = countries.country
    left join countries as iban_countries
        on substr(clean.iban_text, 1, 2) = iban_countries.country
    left join placeholder_dates
        on clean.written_birth_date = placeholder_dates.birth_date
),

-- a value that fails its own rules is no evidence
keep_valid_values as (
    select
        record_id,
        source,
        found_party_type as party_type,
        standard_first_name,
        standard_last_name,
        standard_company_name,
        case
            when {{ regexp_matches('email_text', '^[^@ ]+@[^@ ]+[.][^@. ]+$') }}
                then email_text
        end as standard_email,
        case
            when {{ regexp_matches('phone_number', '^[+][1-9][0-9]{6,14}$') }}
                then phone_number
        end as standard_phone,
        case
            when {{ remainder_of_97('iban_digits') }} = 1
                and length(iban_text) = coalesce(iban_length, length(iban_text))
                then iban_text
        end as standard_iban,
        case when {{ is_valid_vat_id('vat_text') }} then vat_text end
            as standard_vat_id,
        case
            when not is_placeholder_date
                and written_birth_date <= {{ as_of_date() }}
                and coalesce(found_party_type, 'person') = 'person'
                then written_birth_date
        end as standard_birth_date
    from look_up_words
),

-- what has to agree besides a shared value: first and last name, or the firm's name
name_parties as (
    select
        *,
        case
            when party_type = 'person'
                then 'person:' || standard_first_name || '|' || standard_last_name
            when party_type = 'company'
                then 'company:' || standard_company_name
        end as party_name
    from keep_valid_values
)

select * from name_parties
