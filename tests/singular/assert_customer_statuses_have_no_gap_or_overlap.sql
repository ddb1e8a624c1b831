-- Each status period begins where the one before ends, and with another status; the
-- last one is open.
with

compare_neighbours as (
    select
        customer_id,
        lifecycle_status,
        valid_from,
        valid_to,
        lead(valid_from) over in_time as next_valid_from,
        lead(lifecycle_status) over in_time as next_status
    from {{ ref('customer_statuses') }}
    window in_time as (partition by customer_id order by valid_from)
)

select *
from compare_neighbours
where valid_to <= valid_from
    or next_status = lifecycle_status
    or coalesce(valid_to, {{ add_days(as_of_date(), 1) }})
    <> coalesce(next_valid_from, {{ add_days(as_of_date(), 1) }})
