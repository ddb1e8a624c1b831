with

status_changes as (
    select * from {{ ref('int_relationship__status_changes') }}
),

first_facts as (
    select * from {{ ref('int_relationship__first_facts') }}
),

-- what is known on each day on which a count may have changed
cumulate_counts as (
    select
        customer_number,
        changed_on,
        sum(occasion_step) over so_far as occasion_count,
        sum(recent_step) over so_far as recent_occasion_count,
        sum(quarter_step) over so_far as recent_quarter_count,
        sum(live_step) over so_far as live_contract_count,
        sum(tenured_step) over so_far as tenured_contract_count,
        sum(counting_step) over so_far as counting_chain_count,
        min(occasion_date) over so_far as first_occasion_date,
        max(activity_date) over so_far as last_activity_date
    from status_changes
    window so_far as (
        partition by customer_number
        order by changed_on
        rows between unbounded preceding and current row
    )
),

-- the rules of the lifecycle in their order: the first that holds says why
find_reasons as (
    select
        *,
        case
            when occasion_count = 0 then 'prospect'
            when live_contract_count = 0
                and {{ dbt.datediff('last_activity_date', 'changed_on', 'day') }}
                > {{ var('inactive_after_days') }} then 'former'
            when tenured_contract_count > 0
                and recent_occasion_count >= {{ other_occasions_for_loyalty() }}
                then 'loyal_by_contract'
            when recent_occasion_count >= {{ var('loyal_occasions') }}
                and recent_quarter_count >= {{ var('loyal_quarters') }}
                then 'loyal_by_occasions'
            when live_contract_count > 0 then 'existing_by_contract'
            when recent_occasion_count >= 2 then 'existing_by_occasions'
            when occasion_count >= 2 then 'occasional_by_occasions'
            when counting_chain_count > 0 then 'occasional_by_contract'
            when {{ dbt.datediff('first_occasion_date', 'changed_on', 'day') }}
                <= {{ var('new_customer_days') }} then 'new'
            else 'one_time'
        end as reason_code
    from cumulate_counts
),

name_statuses as (
    select
        *,
        split_part(reason_code, '_by_', 1) as lifecycle_status,
        occasion_count >= 2 as is_repeat
    from find_reasons
),

compare_with_day_before as (
    select
        *,
        lag(lifecycle_status) over in_time as previous_status,
        lag(is_repeat) over in_time as was_repeat
    from name_statuses
    window in_time as (partition by customer_number order by changed_on)
),

-- equal neighbours are one period; it keeps the numbers of its first day
merge_periods as (
    select
        customer_number,
        lifecycle_status,
        reason_code,
        occasion_count,
        recent_occasion_count,
        recent_quarter_count,
        live_contract_count,
        tenured_contract_count,
        is_repeat,
        first_occasion_date,
        last_activity_date,
        changed_on as valid_from,
        lead(changed_on) over (
            partition by customer_number order by changed_on
        ) as valid_to
    from compare_with_day_before
    where previous_status is null
        or previous_status <> lifecycle_status
        or was_repeat <> is_repeat
),

name_customers as (
    select
        first_facts.customer_id,
        merge_periods.*
    from merge_periods
    inner join first_facts
        on merge_periods.customer_number = first_facts.customer_number
)

select * from name_customers
