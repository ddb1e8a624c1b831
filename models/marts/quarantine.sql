with

findings as (
    select * from {{ ref('int_activity__quarantine') }}
)

select * from findings
