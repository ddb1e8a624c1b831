with

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
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

list_contacts as (
    select
        {{ match_key('email', ['email']) }} as value_hash,
        party_type,
        substr(first_name_group, 1, 1) as initial,
        last_name_key as last_name,
        company_name as firm
    from compared_records
    union all
    select
        {{ match_key('phone', ['phone']) }} as value_hash,
        party_type,
        substr(first_name_group, 1, 1) as initial,
        last_name_key,
        company_name
    from compared_records
),

count_records as (
    select count(*) as record_count from compared_records
),

-- strangers seldom share an address or a number that nobody of another name has, and
-- what many names share, a broker's or an office's, tells none of them
count_contacts as (
    select
        contacts.value_hash,
        case
            when coalesce(min(contacts.party_type) = max(contacts.party_type), true)
                and coalesce(min(contacts.initial) = max(contacts.initial), true)
                and coalesce(min(contacts.last_name) = max(contacts.last_name), true)
                and coalesce(min(contacts.firm) = max(contacts.firm), true)
                then {{ var('one_name_contact_count') }}
            when count(distinct coalesce(contacts.firm, contacts.last_name))
                > {{ var('max_contact_names') }} then max(counted.record_count)
            else count(*)
        end as record_count
    from list_contacts as contacts
    cross join count_records as counted
    where contacts.value_hash is not null
    group by contacts.value_hash
    having count(*) > 1
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
    from count_contacts
)

select * from count_values
