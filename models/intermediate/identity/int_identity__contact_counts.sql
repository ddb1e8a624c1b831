with

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

list_contacts as (
    select
        {{ match_key('email', ['email']) }} as value_hash,
        party_type,
        substr(first_name_group, 1, 1) as initial,
        first_name_group as first_name,
        last_name_key as last_name,
        company_name as firm
    from compared_records
    union all
    select
        {{ match_key('phone', ['phone']) }} as value_hash,
        party_type,
        substr(first_name_group, 1, 1) as initial,
        first_name_group as first_name,
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
        given.value_hash,
        case
            when coalesce(min(given.party_type) = max(given.party_type), true)
                and coalesce(min(given.firm) = max(given.firm), true)
                and (
                    min(given.party_type) = 'company' and min(given.firm) is not null
                    or min(given.first_name) = max(given.first_name)
                    or coalesce(min(given.initial) = max(given.initial), true)
                    and coalesce(min(given.last_name) = max(given.last_name), true)
                )
                then {{ var('one_name_contact_count') }}
            when count(distinct coalesce(given.firm, given.last_name))
                > {{ var('max_contact_names') }} then max(counted.record_count)
            else count(*)
        end as record_count
    from list_contacts as given
    cross join count_records as counted
    where given.value_hash is not null
    group by given.value_hash
    having count(*) > 1
)

select * from count_contacts
