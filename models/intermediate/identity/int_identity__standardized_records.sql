with

records as (
    select * from {{ ref('int_identity__records') }}
),

source_parties as (
    select * from {{ ref('int_identity__source_parties') }}
),

contacts as (
    select * from {{ ref('int_identity__contacts') }}
),

emails as (
    select * from {{ ref('int_identity__emails') }}
),

person_names as (
    select * from {{ ref('int_identity__person_names') }}
),

company_names as (
    select * from {{ ref('int_identity__company_names') }}
),

birth_dates as (
    select * from {{ ref('int_identity__birth_dates') }}
),

-- a field that holds both names stands for the empty one beside it; a last name and a
-- first name in each other's fields are told by what people here are called
look_up_spellings as (
    select
        records.record_id,
        records.source,
        coalesce(records.party_type, case
            when firms.name_text is not null
                and coalesce(first_names.name_text, last_names.name_text) is not null
                then source_parties.named_party_type
            when coalesce(firms.name_text, last_name_firms.name_text) is not null
                then 'company'
            when coalesce(first_names.name_text, last_names.name_text) is not null
                then 'person'
        end) as party_type,
        {{ name_in_its_field('standard_first_name', 'first_names', 'last_names') }},
        {{ name_in_its_field('standard_last_name', 'last_names', 'first_names') }},
        coalesce(firms.standard_company_name, last_name_firms.standard_company_name)
            as standard_company_name,
        {{ name_in_its_field('name_first', 'first_names', 'last_names') }},
        {{ name_in_its_field('name_first_group', 'first_names', 'last_names') }},
        {{ name_in_its_field('first_key', 'first_names', 'last_names') }},
        {{ name_in_its_field('name_last', 'last_names', 'first_names') }},
        {{ name_in_its_field('name_last_head', 'last_names', 'first_names') }},
        {{ name_in_its_field('name_last_tail', 'last_names', 'first_names') }},
        {{ name_in_its_field('name_key', 'last_names', 'first_names') }},
        coalesce(last_names.generation, first_names.generation) as generation,
        coalesce(firms.company_words, last_name_firms.company_words) as company_words,
        coalesce(firms.company_key, last_name_firms.company_key) as company_key,
        emails.standard_email,
        emails.email_local,
        emails.email_name,
        emails.email_domain,
        contacts.standard_phone,
        contacts.standard_iban,
        contacts.standard_vat_id,
        contacts.failing_vat_id,
        contacts.standard_street,
        contacts.standard_house_number,
        contacts.standard_postal_code,
        contacts.standard_city,
        contacts.country_code,
        firms.name_text is not null as names_company,
        coalesce(first_names.is_last_name and last_names.is_first_name, false)
            as has_swapped_names,
        coalesce(emails.is_role_email, false) as is_role_email,
        birth_dates.standard_birth_date,
        birth_dates.is_birth_date_guessed
    from records
    inner join contacts
        on records.record_id = contacts.record_id
    left join source_parties
        on records.source = source_parties.source
    left join emails
        on records.email = emails.email
    left join person_names as first_names
        on coalesce(records.first_name, records.last_name) = first_names.name_text
        and (records.first_name is null or records.last_name is null)
        = first_names.is_alone
        and (records.first_name is not null or first_names.is_whole_name)
    left join person_names as last_names
        on coalesce(records.last_name, records.first_name) = last_names.name_text
        and (records.first_name is null or records.last_name is null)
        = last_names.is_alone
        and (records.last_name is not null or last_names.is_whole_name)
    left join company_names as firms
        on records.company_name = firms.name_text
    left join company_names as last_name_firms
        on records.last_name = last_name_firms.name_text
        and last_name_firms.has_legal_form
    left join birth_dates
        on records.source = birth_dates.source
        and records.birth_date = birth_dates.birth_date
        and coalesce(records.party_type, case
            when firms.name_text is not null then source_parties.named_party_type
            when last_name_firms.name_text is null then 'person'
        end) = 'person'
)

select * from look_up_spellings
