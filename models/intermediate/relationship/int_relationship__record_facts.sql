with

records as (
    select * from {{ ref('int_identity__records') }}
),

tickets as (
    select * from {{ ref('stg_support__tickets') }}
),

comments as (
    select * from {{ ref('stg_support__comments') }}
),

ratings as (
    select * from {{ ref('stg_support__ratings') }}
),

subscriptions as (
    select * from {{ ref('stg_newsletter__subscriptions') }}
),

newsletter_events as (
    select * from {{ ref('stg_newsletter__events') }}
),

find_first_letters as (
    select email, min(occurred_at) as occurred_at
    from newsletter_events
    group by email
),

date_addresses as (
    select
        lower(trim(email)) as address,
        least(signed_up_at, confirmed_at, unsubscribed_at) as known_at
    from subscriptions
    union all
    select lower(trim(email)) as address, occurred_at as known_at
    from find_first_letters
),

find_first_address_dates as (
    select address, cast(min(known_at) as date) as fact_date
    from date_addresses
    group by address
),

-- purchases and contracts apart, this is what the sources date about a record
list_facts as (
    select record_id, first_seen_date as fact_date from records
    union all
    select records.record_id, find_first_address_dates.fact_date
    from records
    inner join find_first_address_dates
        on lower(trim(records.email)) = find_first_address_dates.address
    union all
    select record_id, cast(created_at as date) as fact_date from tickets
    union all
    select record_id, cast(created_at as date) as fact_date from comments
    union all
    select record_id, cast(rated_at as date) as fact_date from ratings
),

find_first_facts as (
    select record_id, min(fact_date) as fact_date
    from list_facts
    where record_id is not null and fact_date is not null
    group by record_id
)

select * from find_first_facts
