with

delivered as (
    select * from {{ source('land', 'deliveries') }}
),

renamed as (
    select
        delivery_number,

        source,
        entity,
        file_name,
        file_hash,
        unknown_columns,

        line_count,
        header_line_count,
        kept_line_count,
        inner_line_break_count,
        quarantined_line_count,
        duplicate_line_count,
        row_count,

        landed_at
    from delivered
)

select * from renamed
