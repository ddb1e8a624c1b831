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

name_words as (
    select * from {{ ref('name_words') }} where gender is not null
),

requesters as (
    select * from {{ ref('stg_support__requesters') }}
),

-- a name that the record lacks may stand in its address, if what it gives agrees
complete_names as (
    select
        records.*,
        coalesce(records.standard_first_name, mailed.name_first) as first_names,
        coalesce(records.name_first, mailed.name_first) as first_name,
        coalesce(records.name_first_group, mailed.name_first_group) as first_name_group,
        coalesce(records.first_key, mailed.first_key) as first_name_key,
        coalesce(records.name_last, mailed.name_last) as last_name,
        coalesce(records.name_key, mailed.name_key) as last_name_key,
        {{ two_digit_year('records.email_local') }} as email_year
    from standardized_records as records
    left join email_names as mailed
        on records.email_name = mailed.email_name
        and records.standard_company_name is null
        and (
            records.name_last is null
            and (records.name_first is null or records.name_first = mailed.name_first)
            or records.name_first is null
            and replace(records.name_last, ' ', '') = mailed.name_last
        )
),

-- numbers instead of ids keep pairs small
number_records as (
    select
        record_id,
        salutation,
        row_number() over (order by record_id) as record_number
    from records
),

list_salutations as (
    select salutation from records group by salutation
),

read_salutations as (
    select
        listed.salutation,
        words.gender
    from list_salutations as listed
    inner join name_words as words
        on {{ fold_letters("split_part(listed.salutation, ' ', 1)") }} = words.word
),

describe_records as (
    select
        names.record_id,
        names.source,
        requesters.external_record as linked_record_id,
        case
            when coalesce(names.first_name, names.last_name) is not null
                and names.party_type = 'person' then 'person'
            when names.standard_company_name is not null or names.party_type = 'company'
                then 'company'
            when coalesce(names.first_name, names.last_name) is not null then 'person'
        end as party_type,
        salutations.gender,
        names.first_names,
        names.first_name,
        names.first_name_group,
        names.first_name_key,
        names.last_name,
        names.name_last_head as last_name_head,
        names.name_last_tail as last_name_tail,
        names.last_name_key,
        replace(names.standard_company_name, ' ', '') as company_name,
        names.company_key,
        names.standard_email as email,
        case when not names.is_role_email then names.email_local end as email_local,
        names.email_domain,
        {{ regexp_replace_all("split_part(names.email_domain, '.', 1)", "[^a-z0-9]+") }}
            as email_domain_name,
        names.standard_phone as phone,
        names.standard_iban as iban,
        names.standard_vat_id as vat_id,
        names.standard_street as street,
        names.standard_house_number as house_number,
        names.standard_postal_code as postal_code,
        names.standard_city as city,
        numbers.record_number,
        {{ is_only_name('names') }} as is_email_only_name,
        names.standard_birth_date as birth_date,
        names.email_year,
        coalesce(
            cast(extract(year from names.standard_birth_date) as integer) % 100,
            names.email_year
        ) as birth_year
    from complete_names as names
    inner join number_records as numbers
        on names.record_id = numbers.record_id
    left join read_salutations as salutations
        on numbers.salutation = salutations.salutation
    left join requesters
        on names.record_id = requesters.record_id
)

select * from describe_records
