with

golden_records as (
    select * from {{ ref('int_identity__golden_records') }}
),

standardized_records as (
    select * from {{ ref('int_identity__standardized_records') }}
),

-- persons only: a firm lives nowhere
find_homes as (
    select
        golden.customer_id,
        concat_ws(
            '|',
            homes.standard_postal_code,
            homes.standard_street,
            homes.standard_house_number
        ) as address,
        named.name_last,
        named.name_last_head,
        named.name_last_tail
    from golden_records as golden
    inner join standardized_records as homes
        on golden.address_record_id = homes.record_id
    left join standardized_records as named
        on golden.name_record_id = named.record_id
    where golden.party_type = 'person'
        and homes.standard_postal_code is not null
        and homes.standard_street is not null
        and homes.standard_house_number is not null
)

select * from find_homes
