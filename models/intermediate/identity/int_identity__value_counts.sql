with

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

list_values as (
    select 'first_name' as comparison, first_name_group as shared_value
    from compared_records
    union all
    select 'last_name' as comparison, last_name as shared_value
    from compared_records
    union all
    select
        'birth_date' as comparison,
        cast(birth_date as {{ dbt.type_string() }}) as shared_value
    from compared_records
    union all
    select 'email' as comparison, email as shared_value from compared_records
    union all
    select 'phone' as comparison, phone as shared_value from compared_records
    union all
    select 'iban' as comparison, iban as shared_value from compared_records
    union all
    select
        'address' as comparison,
        postal_code || street || coalesce(house_number, '') as shared_value
    from compared_records
    union all
    select 'company_name' as comparison, company_name as shared_value
    from compared_records
),

-- a whole name that is at home in many places has many bearers
list_homes_of_names as (
    select
        first_name_group || '|' || last_name as shared_value,
        postal_code
    from compared_records
    where postal_code is not null
    group by first_name_group || '|' || last_name, postal_code
),

unite_values as (
    select comparison, shared_value from list_values
    union all
    select 'name_home' as comparison, shared_value from list_homes_of_names
),

-- a value that only one record carries agrees with nobody
count_values as (
    select
        comparison,
        shared_value,
        count(*) as record_count
    from unite_values
    where shared_value is not null
    group by comparison, shared_value
    having count(*) > 1
)

select * from count_values
