with

scores as (
    select * from {{ ref('int_identity__scores') }}
),

links as (
    select * from {{ ref('int_identity__links') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

-- who gives an address or a number only
list_terse as (
    select
        record_number,
        email,
        phone
    from compared_records
    where coalesce(last_name, company_name, street, iban) is null and birth_date is null
),

-- … and the records that another one links to it, without that address and number
follow_links as (
    select
        least(terse.record_number, further.linked_number) as record_number_a,
        greatest(terse.record_number, further.linked_number) as record_number_b
    from list_terse as terse
    inner join links
        on terse.record_number = links.record_number
    inner join links as further
        on links.linked_number = further.record_number
        and terse.record_number <> further.linked_number
    inner join compared_records as others
        on further.linked_number = others.record_number
        and (terse.email is null or others.email is null)
        and (terse.phone is null or others.phone is null)
    group by
        least(terse.record_number, further.linked_number),
        greatest(terse.record_number, further.linked_number)
),

keep_unseen as (
    select
        followed.record_number_a,
        followed.record_number_b
    from follow_links as followed
    left join scores
        on followed.record_number_a = scores.record_number_a
        and followed.record_number_b = scores.record_number_b
    where scores.pattern is null
)

select * from keep_unseen
