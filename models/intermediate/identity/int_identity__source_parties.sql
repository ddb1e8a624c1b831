with

records as (
    select * from {{ ref('int_identity__records') }}
),

company_names as (
    select * from {{ ref('int_identity__company_names') }}
),

-- who names both a person and a firm, as far as the source says which of them it is
list_named as (
    select
        records.source,
        case
            when coalesce(records.first_name, records.last_name) is not null
                and firms.name_text is not null then records.party_type
        end as party_type
    from records
    left join company_names as firms
        on records.company_name = firms.name_text
),

count_parties as (
    select
        source,
        count(case when party_type = 'person' then 1 end) as person_count,
        count(case when party_type = 'company' then 1 end) as company_count
    from list_named
    group by source
),

-- a source that seldom says it is read as the others say
add_up_sources as (
    select
        source,
        person_count - company_count as own_lead,
        sum(person_count - company_count) over () as lead_of_all
    from count_parties
),

read_parties as (
    select
        source,
        case
            when own_lead > 0 or (own_lead = 0 and lead_of_all > 0) then 'person'
            else 'company'
        end as named_party_type
    from add_up_sources
)

select * from read_parties
