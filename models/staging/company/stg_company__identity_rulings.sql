with

delivered as (
    select * from {{ source('company', 'identity_rulings') }}
),

newest as (
    select
        *,
        {{ is_newest([
            'record_a', 'record_b', 'ruling', 'ruled_by', 'ruled_on',
        ]) }} as is_newest
    from delivered
),

renamed as (
    select
        record_a as record_id_a,
        record_b as record_id_b,

        ruling,
        ruled_by,
        reason,

        delivery_number,

        cast(ruled_on as date) as ruled_on
    from newest
    where is_newest
)

select * from renamed
