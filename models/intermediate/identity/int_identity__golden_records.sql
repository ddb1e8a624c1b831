with

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

records as (
    select * from {{ ref('int_identity__records') }}
),

attributes as (
    select * from {{ ref('int_identity__customer_attributes') }}
),

sum_up_records as (
    select
        members.customer_id,
        count(*) as record_count,
        bool_or(members.source in ('shop', 'shop_guest')) as has_shop,
        bool_or(members.source = 'contracts') as has_contracts,
        bool_or(members.source = 'broker') as has_broker,
        bool_or(members.source = 'support') as has_support,
        min(records.first_seen_date) as first_seen_date
    from customer_records as members
    inner join records on members.record_id = records.record_id
    group by members.customer_id
),

-- only one name, birth date, address, VAT id is true of a customer; phones may be many
look_at_attributes as (
    select
        *,
        attribute in ('name', 'birth_date', 'address', 'vat_id') as is_single,
        case
            when known_at is null then 0
            when known_at >= {{ as_of_date() }} then 1
            else power(
                    2,
                    {{ dbt.datediff(as_of_date(), 'known_at', 'day') }}
                    / cast({{ var('data_half_life_days') }} as double)
                )
        end as freshness
    from attributes
),

sum_up_values as (
    select
        customer_id,
        {{ chosen('party_type') }} as party_type,
        {{ chosen('name', 'record_id') }} as name_record_id,
        {{ chosen('email') }} as email,
        {{ chosen('phone') }} as phone,
        {{ chosen('address', 'record_id') }} as address_record_id,
        {{ chosen('iban') }} as iban,
        {{ chosen('vat_id') }} as vat_id,
        cast({{ chosen('birth_date') }} as date) as birth_date,
        {{ chosen('name', 'cast(is_whole as integer)') }} = 1 as is_name_whole,
        {{ chosen('address', 'cast(is_whole as integer)') }} = 1 as is_address_whole,
        sum(record_count) filter (where is_valid and attribute <> 'party_type')
            as valid_count,
        sum(record_count) filter (where attribute <> 'party_type') as value_count,
        sum(record_count) filter (where is_chosen and is_single) as agreeing_count,
        sum(record_count) filter (where is_valid and is_single) as comparable_count,
        avg(freshness) filter (where is_chosen and attribute <> 'party_type')
            as freshness_score
    from look_at_attributes
    group by customer_id
),

take_whole_units as (
    select
        summed.customer_id,
        best.party_type,
        named.salutation,
        named.title,
        named.first_name,
        named.last_name,
        named.company_name,
        best.email,
        best.phone,
        housed.street,
        housed.house_number,
        housed.postal_code,
        housed.city,
        housed.country,
        best.iban,
        best.vat_id,
        best.name_record_id,
        best.address_record_id,
        summed.record_count,
        {{ share_of_true([
            "best.is_name_whole",
            "best.party_type = 'person' and best.birth_date is not null"
            " or best.party_type = 'company' and best.vat_id is not null",
            "best.email is not null",
            "best.phone is not null",
            "best.is_address_whole",
        ]) }} as completeness_score,
        coalesce(cast(best.valid_count as double), 0) / best.value_count
            as validity_score,
        best.freshness_score,
        cast(best.agreeing_count as double) / best.comparable_count as agreement_score,
        summed.has_shop,
        summed.has_contracts,
        summed.has_broker,
        summed.has_support,
        best.birth_date,
        summed.first_seen_date
    from sum_up_records as summed
    left join sum_up_values as best on summed.customer_id = best.customer_id
    left join records as named on best.name_record_id = named.record_id
    left join records as housed on best.address_record_id = housed.record_id
)

select * from take_whole_units
