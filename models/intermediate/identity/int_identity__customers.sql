with

best_values as (
    select * from {{ ref('int_identity__best_values') }}
),

records as (
    select * from {{ ref('int_identity__records') }}
),

take_whole_units as (
    select
        best.customer_id,
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
        cast(null as {{ dbt.type_string() }}) as household_id,
        best.record_count,
        best.has_shop,
        best.has_contracts,
        best.has_broker,
        best.has_support,
        best.birth_date,
        best.first_seen_date
    from best_values as best
    left join records as named
        on best.name_record_id = named.record_id
    left join records as housed
        on best.address_record_id = housed.record_id
),

-- of what one should know of a customer, the share that is known and valid
score_quality as (
    select
        *,
        {{ share_of_true([
            "last_name is not null and first_name is not null"
            " or party_type = 'company' and company_name is not null",
            "party_type = 'person' and birth_date is not null"
            " or party_type = 'company' and vat_id is not null",
            "email is not null",
            "phone is not null",
            "street is not null and postal_code is not null and city is not null",
        ]) }} as data_quality_score
    from take_whole_units
)

select * from score_quality
