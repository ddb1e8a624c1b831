with

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

records as (
    select * from {{ ref('int_identity__records') }}
),

standardized_records as (
    select * from {{ ref('int_identity__standardized_records') }}
),

source_trust as (
    select * from {{ ref('source_trust') }}
),

-- as written, and as values compare; a name and an address stay whole
describe_records as (
    select
        members.record_id,
        members.customer_id,
        standardized.party_type,
        standardized.party_type as standard_party_type,
        nullif(concat_ws(' ', records.title, records.first_name, records.last_name), '')
            as contact_name,
        records.company_name,
        records.last_name,
        nullif(
            coalesce(standardized.standard_first_name, '') || '|'
            || coalesce(standardized.standard_last_name, ''), '|'
        ) as standard_contact_name,
        standardized.standard_company_name,
        cast(standardized.standard_birth_date as {{ dbt.type_string() }})
            as standard_birth_date,
        records.birth_date,
        standardized.standard_email,
        records.email,
        standardized.standard_phone,
        records.phone,
        nullif(concat_ws(
            ', ',
            nullif(concat_ws(' ', records.street, records.house_number), ''),
            nullif(concat_ws(' ', records.postal_code, records.city), '')
        ), '') as address,
        nullif(
            coalesce(standardized.standard_postal_code, standardized.standard_city, '')
            || '|' || coalesce(standardized.standard_street, '')
            || '|' || coalesce(standardized.standard_house_number, ''), '||'
        ) as standard_address,
        standardized.standard_iban,
        records.iban,
        standardized.standard_vat_id,
        records.vat_id,
        trust.name_trust,
        trust.birth_date_trust,
        trust.contact_trust,
        trust.address_trust,
        trust.account_trust,
        case
            when standardized.party_type = 'company'
                then standardized.standard_company_name is not null
            else not standardized.has_swapped_names
                and standardized.standard_first_name is not null
                and standardized.standard_last_name is not null
        end as is_name_whole,
        standardized.standard_street is not null
        and standardized.standard_house_number is not null
        and standardized.standard_postal_code is not null
        and standardized.standard_city is not null as is_address_whole,
        records.updated_at as known_at
    from customer_records as members
    inner join records on members.record_id = records.record_id
    inner join standardized_records as standardized
        on members.record_id = standardized.record_id
    inner join source_trust as trust on members.source = trust.source
),

-- a firm's contact person is not the firm's name, unless it has no other, and the
-- contact's birth date is not the firm's
choose_names as (
    select
        *,
        case
            when party_type = 'company' and standard_company_name is not null
                then coalesce(company_name, last_name)
            else coalesce(contact_name, company_name)
        end as name,
        case
            when party_type = 'company' and standard_company_name is not null
                then standard_company_name
            else standard_contact_name
        end as standard_name,
        party_type = 'company' and company_name is not null as names_contact,
        coalesce(party_type, 'person') = 'person' as is_no_company
    from describe_records
),

list_values as (
    {{ record_value('party_type', 'name_trust', 'is_name_whole') }}
    union all
    {{ record_value('name', 'name_trust', 'is_name_whole') }}
    union all
    {{ record_value('contact_name', 'name_trust', only='names_contact') }}
    union all
    {{ record_value('birth_date', 'birth_date_trust', only='is_no_company') }}
    union all
    {{ record_value('email', 'contact_trust') }}
    union all
    {{ record_value('phone', 'contact_trust') }}
    union all
    {{ record_value('address', 'address_trust', 'is_address_whole') }}
    union all
    {{ record_value('iban', 'account_trust') }}
    union all
    {{ record_value('vat_id', 'account_trust') }}
)

select * from list_values
