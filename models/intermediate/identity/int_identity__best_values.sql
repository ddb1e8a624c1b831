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

-- the newer record speaks later; the key only makes it an order without ties
weigh_records as (
    select
        members.customer_id,
        members.source,
        standardized.record_id,
        standardized.party_type,
        standardized.standard_email,
        standardized.standard_phone,
        standardized.standard_iban,
        standardized.standard_vat_id,
        standardized.standard_birth_date,
        records.first_seen_date,
        trust.name_trust,
        trust.birth_date_trust,
        trust.contact_trust,
        trust.address_trust,
        trust.account_trust,
        case
            when records.first_name is not null
                or records.last_name is not null
                or records.company_name is not null
                then members.record_id
        end as named_record_id,
        case
            when records.street is not null
                or records.postal_code is not null
                or records.city is not null
                then members.record_id
        end as housed_record_id,
        case
            when records.street is not null
                and records.postal_code is not null
                and records.city is not null then 1
            else 0
        end as address_completeness,
        coalesce(
            records.updated_at, cast('0001-01-01' as {{ dbt.type_timestamp() }})
        ) as known_at
    from customer_records as members
    inner join records
        on members.record_id = records.record_id
    inner join standardized_records as standardized
        on members.record_id = standardized.record_id
    inner join source_trust as trust
        on members.source = trust.source
),

-- a name and an address are taken whole from one record, never mixed from several
choose_best as (
    select
        customer_id,
        {{ value_at_max('named_record_id', ['name_trust', 'known_at', 'record_id']) }}
            as name_record_id,
        {{ value_at_max(
            'housed_record_id',
            ['address_completeness', 'address_trust', 'known_at', 'record_id']
        ) }} as address_record_id,
        {{ value_at_max('party_type', ['name_trust', 'known_at', 'record_id']) }}
            as party_type,
        {{ value_at_max('standard_email', ['contact_trust', 'known_at', 'record_id']) }}
            as email,
        {{ value_at_max('standard_phone', ['contact_trust', 'known_at', 'record_id']) }}
            as phone,
        {{ value_at_max('standard_iban', ['account_trust', 'known_at', 'record_id']) }}
            as iban,
        {{ value_at_max(
            'standard_vat_id', ['account_trust', 'known_at', 'record_id']
        ) }} as vat_id,
        {{ value_at_max(
            'standard_birth_date', ['birth_date_trust', 'known_at', 'record_id']
        ) }} as birth_date,
        count(*) as record_count,
        bool_or(source in ('shop', 'shop_guest')) as has_shop,
        bool_or(source = 'contracts') as has_contracts,
        bool_or(source = 'broker') as has_broker,
        bool_or(source = 'support') as has_support,
        min(first_seen_date) as first_seen_date
    from weigh_records
    group by customer_id
)

select * from choose_best
