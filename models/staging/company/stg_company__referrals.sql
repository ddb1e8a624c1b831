with

delivered as (
    select * from {{ source('company', 'referrals') }}
),

newest as (
    select
        *,
        {{ is_newest([
            'referrer_record', 'referred_record', 'referred_on',
        ]) }} as is_newest
    from delivered
),

renamed as (
    select
        referrer_record as referrer_record_id,
        referred_record as referred_record_id,

        delivery_number,

        cast(referred_on as date) as referred_on
    from newest
    where is_newest
)

select * from renamed
