with

status_periods as (
    select * from {{ ref('int_relationship__status_periods') }}
),

status_reasons as (
    select * from {{ ref('status_reasons') }}
),

compare_with_period_before as (
    select
        *,
        lag(lifecycle_status) over (
            partition by customer_id order by valid_from
        ) as previous_status
    from status_periods
),

-- a second purchase without a new status is no new period
merge_periods as (
    select
        *,
        lead(valid_from) over (
            partition by customer_id order by valid_from
        ) as next_valid_from
    from compare_with_period_before
    where previous_status is null or previous_status <> lifecycle_status
),

-- the numbers are those of the first day, so that a person can check them
fill_in_numbers as (
    select
        merge_periods.*,
        {{ fill_template("texts.reason_en || '|' || texts.reason_de", {
            'occasion_count': 'merge_periods.occasion_count',
            'recent_occasion_count': 'merge_periods.recent_occasion_count',
            'recent_quarter_count': 'merge_periods.recent_quarter_count',
            'live_contract_count': 'merge_periods.live_contract_count',
            'tenured_contract_count': 'merge_periods.tenured_contract_count',
            'first_occasion_date': 'merge_periods.first_occasion_date',
            'last_activity_date': 'merge_periods.last_activity_date',
            'inactive_after_days': var('inactive_after_days'),
            'loyal_contract_days': var('loyal_contract_days'),
            'occasion_window_days': var('occasion_window_days'),
            'new_customer_days': var('new_customer_days'),
            'contract_counts_after_days': var('contract_counts_after_days'),
        }) }} as reasons
    from merge_periods
    inner join status_reasons as texts on merge_periods.reason_code = texts.code
),

write_reasons as (
    select
        customer_id,
        lifecycle_status,
        previous_status,
        reason_code,
        split_part(reasons, '|', 1) as reason,
        split_part(reasons, '|', 2) as reason_de,
        valid_from,
        next_valid_from as valid_to
    from fill_in_numbers
)

select * from write_reasons
