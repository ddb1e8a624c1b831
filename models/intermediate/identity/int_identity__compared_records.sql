with

records as (
    select * from {{ ref('int_identity__records') }}
),

standardized_records as (
    select * from {{ ref('int_identity__standardized_records') }}
),

named_records as (
    select * from {{ ref('int_identity__named_records') }}
),

salutations as (
    select * from {{ ref('int_identity__salutations') }}
),

requesters as (
    select * from {{ ref('stg_support__requesters') }}
),

-- numbers instead of ids keep pairs small
number_records as (
    select
        record_id,
        salutation,
        party_type as delivered_party_type,
        row_number() over (order by record_id) as record_number
    from records
),

describe_records as (
    select
        records.record_id,
        records.source,
        requesters.external_record as linked_record_id,
        names.party_type,
        coalesce(case names.party_type
            when 'person'
                then records.party_type = 'person'
                    and (
                        numbers.delivered_party_type = 'person'
                        or not records.names_company
                    )
            else records.standard_company_name is not null
                and (
                    numbers.delivered_party_type = 'company'
                    or coalesce(names.first_name, names.last_name) is null
                )
        end, false) as is_clear_party,
        salutations.gender,
        names.first_names,
        names.first_name,
        names.is_first_name_mailed,
        names.is_last_name_mailed,
        names.first_name_group,
        names.first_name_key,
        names.last_name,
        records.name_last_head as last_name_head,
        records.name_last_tail as last_name_tail,
        names.last_name_key,
        records.generation,
        replace(records.standard_company_name, ' ', '') as company_name,
        records.company_words,
        records.company_key,
        records.standard_email as email,
        records.email_name,
        case when not records.is_role_email then records.email_local end as email_local,
        records.email_domain,
        {{ regexp_replace_all("split_part(names.firm_domain, '.', 1)", "[^a-z0-9]+") }}
            as email_domain_name,
        records.standard_phone as phone,
        records.standard_iban as iban,
        records.standard_vat_id as vat_id,
        records.failing_vat_id,
        records.standard_street as street,
        records.standard_house_number as house_number,
        records.standard_postal_code as postal_code,
        records.standard_city as city,
        numbers.record_number,
        records.standard_birth_date as birth_date,
        coalesce(records.is_birth_date_guessed, false) as is_birth_date_guessed,
        {{ two_digit_year('records.email_local') }} as email_year
    from standardized_records as records
    inner join named_records as names
        on records.record_id = names.record_id
    inner join number_records as numbers
        on records.record_id = numbers.record_id
    left join salutations
        on numbers.salutation = salutations.salutation
    left join requesters
        on records.record_id = requesters.record_id
),

read_addresses as (
    select
        *,
        {{ is_only_name('described') }} as is_email_only_name,
        coalesce(
            cast(extract(year from birth_date) as integer) % 100, email_year
        ) as birth_year
    from describe_records as described
)

select * from read_addresses
