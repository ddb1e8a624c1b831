with

delivered as (
    select * from {{ source('company', 'overrides') }}
),

newest as (
    select
        *,
        {{ is_newest([
            'record', 'field', 'value', 'valid_from', 'decided_by',
        ]) }} as is_newest
    from delivered
),

renamed as (
    select
        record as record_id,

        field,
        value,
        decided_by,
        reason,

        delivery_number,

        cast(valid_from as date) as valid_from,
        cast(valid_to as date) as valid_to
    from newest
    where is_newest
)

select * from renamed
