with

revenue_items as (
    select * from {{ ref('int_activity__revenue_items') }} where left_out_by is null
),

find_first_months as (
    select
        source,
        {{ month_of('min(event_date)') }} as first_month
    from revenue_items
    group by source
),

-- in a source's first months every customer looks new, old ones too
find_trusted_months as (
    select
        source,
        first_month,
        {{ add_months('first_month', var('trusted_after_months')) }}
            as trusted_from_month
    from find_first_months
)

select * from find_trusted_months
