with

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

contact_counts as (
    select * from {{ ref('int_identity__contact_counts') }}
),

-- a whole name that is at home in many places has many bearers
list_homes_of_names as (
    select
        first_name_group,
        last_name,
        postal_code
    from compared_records
    where postal_code is not null
    group by first_name_group, last_name, postal_code
),

-- records of one firm do not make its name common, firms elsewhere do
list_homes_of_companies as (
    select
        company_name,
        postal_code
    from compared_records
    where postal_code is not null
    group by company_name, postal_code
),

list_values as (
    select {{ match_key('first_name', ['first_name_group']) }} as value_hash
    from compared_records
    union all
    select {{ match_key('last_name', ['last_name']) }} as value_hash
    from compared_records
    union all
    select {{ match_key('birth_date', ['birth_date']) }} as value_hash
    from compared_records
    union all
    select {{ match_key('iban', ['iban']) }} as value_hash
    from compared_records
    union all
    select {{ match_key('company_name', ['company_name']) }} as value_hash
    from list_homes_of_companies
    union all
    select
        {{ match_key('address', [
            'postal_code', 'street', "coalesce(house_number, '')",
        ]) }} as value_hash
    from compared_records
    union all
    select {{ match_key('postal_code', ['postal_code']) }} as value_hash
    from compared_records
    union all
    select {{ match_key('city', ['city']) }} as value_hash
    from compared_records
    union all
    select
        {{ match_key('name_home', ['first_name_group', 'last_name']) }} as value_hash
    from list_homes_of_names
),

-- a value that only one record carries agrees with nobody
count_values as (
    select
        value_hash,
        cast(count(*) as double) as record_count
    from list_values
    where value_hash is not null
    group by value_hash
    having count(*) > 1
    union all
    select value_hash, cast(record_count as double) as record_count
    from contact_counts
)

select * from count_values
