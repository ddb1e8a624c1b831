with

records as (
    select * from {{ ref('int_identity__records') }}
),

standardized_records as (
    select * from {{ ref('int_identity__standardized_records') }}
),

email_names as (
    select * from {{ ref('int_identity__email_names') }}
),

source_parties as (
    select * from {{ ref('int_identity__source_parties') }}
),

-- who names a firm and is not said to be one may be its contact person
find_contacts as (
    select
        standardized.*,
        parties.named_party_type = 'person' as names_contacts,
        parties.named_party_type = 'person'
        and standardized.names_company
        and records.party_type is null as may_be_contact
    from standardized_records as standardized
    inner join records
        on standardized.record_id = records.record_id
    left join source_parties as parties
        on standardized.source = parties.source
),

-- a name that the record lacks may stand in its address, if what it gives agrees
complete_names as (
    select
        names.*,
        coalesce(names.standard_first_name, mailed.name_first) as first_names,
        coalesce(names.name_first, mailed.name_first) as first_name,
        names.name_first is null and mailed.name_first is not null
            as is_first_name_mailed,
        names.name_last is null and mailed.name_last is not null as is_last_name_mailed,
        coalesce(names.name_first_group, mailed.name_first_group) as first_name_group,
        coalesce(names.first_key, mailed.first_key) as first_name_key,
        coalesce(names.name_last, mailed.name_last) as last_name,
        coalesce(names.name_key, mailed.name_key) as last_name_key
    from find_contacts as names
    left join email_names as mailed
        on names.email_name = mailed.email_name
        and (
            names.standard_company_name is null
            or names.may_be_contact
            and (
                mailed.is_person
                or names.company_words not like '%' || mailed.name_last || '%'
            )
        )
        and (
            names.name_last is null
            and (names.name_first is null or names.name_first = mailed.name_first)
            or names.name_first is null
            and replace(names.name_last, ' ', '') = mailed.name_last
        )
),

tell_parties as (
    select
        *,
        case
            when coalesce(first_name, last_name) is not null
                and (party_type = 'person' or may_be_contact) then 'person'
            when standard_company_name is not null or party_type = 'company'
                then 'company'
            when coalesce(first_name, last_name) is not null then 'person'
        end as compared_party_type
    from complete_names
),

-- a contact person writes from the firm's domain and is not the firm
find_domains as (
    select
        record_id,
        first_names,
        first_name,
        is_first_name_mailed,
        is_last_name_mailed,
        first_name_group,
        first_name_key,
        last_name,
        last_name_key,
        compared_party_type as party_type,
        case
            when names_contacts and compared_party_type = 'person' then null
            else email_domain
        end as firm_domain
    from tell_parties
)

select * from find_domains
