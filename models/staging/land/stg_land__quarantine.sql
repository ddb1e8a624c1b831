with

delivered as (
    select * from {{ source('land', 'quarantine') }}
),

renamed as (
    select
        delivery_number,

        column_name,
        reason,
        value,
        raw_line,

        line_number,

        is_row_kept
    from delivered
)

select * from renamed
