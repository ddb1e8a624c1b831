with

landed_files as (
    select * from {{ ref('int_activity__deliveries') }}
)

select * from landed_files
