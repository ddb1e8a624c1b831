with

homes as (
    select * from {{ ref('int_identity__homes') }}
),

attributes as (
    select * from {{ ref('int_identity__customer_attributes') }}
),

-- a double name stands beside either of its parts
list_names as (
    select customer_id, address, name_last, name_last as name from homes
    union all
    select customer_id, address, name_last, name_last_head as name from homes
    union all
    select customer_id, address, name_last, name_last_tail as name from homes
),

count_homes_per_name as (
    select
        name,
        count(distinct address) as home_count
    from list_names
    where name is not null
    group by name
),

count_names_per_home as (
    select
        address,
        count(distinct name_last) as name_count,
        count(*) over () as home_count
    from homes
    group by address
),

count_bearers as (
    select
        address,
        name,
        count(distinct name_last) as bearing_count
    from list_names
    where name is not null
    group by address, name
),

-- in a block of flats even strangers share a common name
keep_telling_names as (
    select
        listed.customer_id,
        listed.address,
        listed.name as shared_value
    from list_names as listed
    inner join count_homes_per_name as named
        on listed.name = named.name
    inner join count_names_per_home as home
        on listed.address = home.address
    inner join count_bearers as bearers
        on listed.address = bearers.address
        and listed.name = bearers.name
    where cast(home.name_count - bearers.bearing_count as double)
        * (named.home_count - 1)
        <= {{ var('max_namesake_chance') }} * (home.home_count - 1)
),

-- a phone or account that many share (a broker's) does not say who lives together
find_telling_contacts as (
    select attribute, value
    from attributes
    where attribute in ('email', 'phone', 'iban') and is_valid
    group by attribute, value
    having count(*) between 2 and {{ var('max_records_per_key') }}
),

keep_telling_contacts as (
    select
        homes.customer_id,
        homes.address,
        attributes.value as shared_value
    from attributes
    inner join find_telling_contacts as telling
        on attributes.attribute = telling.attribute
        and attributes.value = telling.value
    inner join homes
        on attributes.customer_id = homes.customer_id
),

unite_ties as (
    select * from keep_telling_names
    union all
    select * from keep_telling_contacts
),

-- each person to the smallest beside it, and to itself: who lives alone stays
link_to_smallest as (
    select
        customer_id as node_a,
        min(customer_id) over (partition by address, shared_value) as node_b
    from unite_ties
    union all
    select customer_id as node_a, customer_id as node_b from homes
)

select * from link_to_smallest
