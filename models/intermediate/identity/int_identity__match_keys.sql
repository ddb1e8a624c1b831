with

standardized_records as (
    select * from {{ ref('int_identity__standardized_records') }}
),

-- records without a name count too: they tell how many share the value
list_keys as (
    select
        record_id,
        'email_and_name' as rule,
        standard_email as shared_value,
        party_name,
        standard_birth_date
    from standardized_records
    where standard_email is not null
    union all
    select
        record_id,
        'phone_and_name' as rule,
        standard_phone as shared_value,
        party_name,
        standard_birth_date
    from standardized_records
    where standard_phone is not null
    union all
    select
        record_id,
        'iban_and_name' as rule,
        standard_iban as shared_value,
        party_name,
        standard_birth_date
    from standardized_records
    where standard_iban is not null
    union all
    select
        record_id,
        'name_and_birth_date' as rule,
        cast(standard_birth_date as {{ dbt.type_string() }})
        || party_name as shared_value,
        party_name,
        standard_birth_date
    from standardized_records
    where party_type = 'person'
        and party_name is not null
        and standard_birth_date is not null
    union all
    -- a firm's VAT id is enough, whatever the firm is called in each source
    select
        record_id,
        'vat_id' as rule,
        standard_vat_id as shared_value,
        'company' as party_name,
        standard_birth_date
    from standardized_records
    where party_type = 'company' and standard_vat_id is not null
)

select * from list_keys
