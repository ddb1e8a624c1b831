with

rulings as (
    select * from {{ ref('stg_company__identity_rulings') }}
),

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

-- whatever way round a person names the two
number_records as (
    select
        least(a.record_number, b.record_number) as record_number_a,
        greatest(a.record_number, b.record_number) as record_number_b,
        rulings.ruling,
        rulings.ruled_by,
        rulings.ruled_on,
        rulings.delivery_number
    from rulings
    inner join compared_records as a
        on rulings.record_id_a = a.record_id
    inner join compared_records as b
        on rulings.record_id_b = b.record_id
    where a.record_number <> b.record_number and rulings.ruled_on <= {{ as_of_date() }}
),

-- of one day the later delivery, and then the ruling that does no harm
rank_rulings as (
    select
        *,
        row_number() over (
            partition by record_number_a, record_number_b
            order by ruled_on desc, delivery_number desc, ruling, ruled_by
        ) as newness
    from number_records
),

keep_newest as (
    select
        record_number_a,
        record_number_b,
        ruling,
        ruled_by,
        ruled_on
    from rank_rulings
    where newness = 1
)

select * from keep_newest
