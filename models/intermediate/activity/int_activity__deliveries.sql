with

landed_files as (
    select * from {{ ref('stg_land__deliveries') }}
),

findings as (
    select * from {{ ref('stg_land__quarantine') }}
),

emptied_fields as (
    select
        delivery_number,
        count(*) as emptied_field_count
    from findings
    where is_row_kept
    group by delivery_number
),

-- the header is no line that could have been kept: the share leaves it out
accounted as (
    select
        landed_files.delivery_number,

        landed_files.source,
        landed_files.entity,
        landed_files.file_name,
        landed_files.file_hash,
        landed_files.unknown_columns,

        landed_files.line_count,
        landed_files.header_line_count,
        landed_files.kept_line_count,
        landed_files.inner_line_break_count,
        landed_files.quarantined_line_count,
        landed_files.duplicate_line_count,
        landed_files.row_count,
        coalesce(emptied_fields.emptied_field_count, 0) as emptied_field_count,
        cast(
            1.0 * landed_files.quarantined_line_count
            / nullif(landed_files.line_count - landed_files.header_line_count, 0)
            as decimal(9, 6)
        ) as quarantined_share,

        landed_files.landed_at
    from landed_files
    left join emptied_fields
        on landed_files.delivery_number = emptied_fields.delivery_number
)

select * from accounted
