with

delivered as (
    select * from {{ source('company', 'erasure_requests') }}
),

newest as (
    select
        *,
        {{ is_newest(['record', 'requested_on']) }} as is_newest
    from delivered
),

renamed as (
    select
        record as record_id,

        reason,

        delivery_number,

        cast(requested_on as date) as requested_on
    from newest
    where is_newest
)

select * from renamed
