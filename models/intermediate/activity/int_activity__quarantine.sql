with

findings as (
    select * from {{ ref('stg_land__quarantine') }}
),

landed_files as (
    select * from {{ ref('stg_land__deliveries') }}
),

named as (
    select
        findings.delivery_number,

        landed_files.source,
        landed_files.entity,
        landed_files.file_name,
        findings.column_name,
        findings.reason,
        findings.value,
        findings.raw_line,

        findings.line_number,

        findings.is_row_kept
    from findings
    inner join landed_files
        on findings.delivery_number = landed_files.delivery_number
)

select * from named
