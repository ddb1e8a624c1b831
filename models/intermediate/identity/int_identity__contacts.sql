with

records as (
    select * from {{ ref('int_identity__records') }}
),

countries as (
    select * from {{ ref('countries') }}
),

email_words as (
    select * from {{ ref('email_words') }}
),

clean_texts as (
    select
        record_id,
        {{ clean_email('email') }} as email_text,
        {{ phone_digits('phone') }} as phone_digits,
        {{ letters_and_digits('iban') }} as iban_text,
        {{ regexp_replace_all(
            letters_and_digits('vat_id'), '^(USTIDNR|USTID|UID)|(MWST|TVA|IVA)$'
        ) }} as vat_text,
        {{ postal_code('postal_code') }} as postal_code_text,
        split_part(upper(trim(postal_code)), '-', 1) as postal_prefix,
        upper(country) as country
    from records
),

split_emails as (
    select
        *,
        {{ iban_digits('iban_text') }} as iban_digits,
        split_part(email_text, '@', 1) as written_local,
        split_part(split_part(email_text, '@', 1), '+', 1) as local_without_tag,
        split_part(email_text, '@', 2) as written_domain,
        split_part(split_part(email_text, '@', 2), '.', 1) as domain_label,
        nullif(trim({{ regexp_replace_all(
            "split_part(split_part(email_text, '@', 1), '+', 1)", "[^\\p{L}]+", " "
        ) }}), '') as email_name
    from clean_texts
),

look_up as (
    select
        texts.*,
        coalesce(
            texts.country,
            plates.country,
            case when length(texts.postal_prefix) = 2 then texts.postal_prefix end
        ) as country_code,
        case
            when providers.ignores_dots then replace(texts.local_without_tag, '.', '')
            else texts.local_without_tag
        end as email_local,
        coalesce(providers.ignores_tags, false) as ignores_tags,
        coalesce(providers.kind = 'typo', false) as is_typo,
        coalesce(
            providers.provider
            || substr(texts.written_domain, length(texts.domain_label) + 1),
            texts.written_domain
        ) as email_domain,
        roles.word is not null as is_role_email,
        iban_countries.iban_length
    from split_emails as texts
    left join email_words as providers
        on texts.domain_label = providers.word and providers.kind <> 'role'
    left join email_words as roles
        on texts.email_name = roles.word and roles.kind = 'role'
    left join countries as plates
        on texts.postal_prefix = plates.vehicle_code
    left join countries as iban_countries
        on substr(texts.iban_text, 1, 2) = iban_countries.country
),

-- numbers are read by the rules of the record's country
read_numbers as (
    select
        texts.*,
        {{ standard_phone(
            'texts.phone_digits', 'countries.calling_code', 'countries.trunk_prefix'
        ) }} as phone_number,
        {{ restore_lost_zero(
            'texts.postal_code_text', 'countries.postal_code_length'
        ) }} as standard_postal_code
    from look_up as texts
    left join countries
        on coalesce(texts.country_code, '{{ var("home_country") }}') = countries.country
),

-- a value that fails its own rules is no evidence
keep_valid_values as (
    select
        record_id,
        case when ignores_tags then email_local else written_local end
        || '@'
        || case when is_typo then written_domain else email_domain end
            as standard_email,
        email_local,
        email_name,
        email_domain,
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
        standard_postal_code,
        country_code,
        is_role_email
    from read_numbers
)

select * from keep_valid_values
