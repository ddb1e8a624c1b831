with

rhythms as (
    select *
    from {{ ref('int_relationship__purchase_rhythms') }}
    where business_model = 'transactional'
),

list_indicators as (
    select
        customer_id,
        'repurchase_overdue' as indicator,
        silent_days / nullif(expected_gap_days, 0) as strength,
        cast(silent_days as double) as indicator_value,
        expected_gap_days as comparison_value,
        expected_next_purchase_date as raised_on,
        expected_next_purchase_date as due_date
    from rhythms
    where expected_next_purchase_date <= {{ as_of_date() }}
    union all
    select
        customer_id,
        'purchases_falling' as indicator,
        (previous_occasion_count - recent_occasion_count)
        / nullif(sqrt(previous_occasion_count + recent_occasion_count), 0) as strength,
        recent_occasion_count as indicator_value,
        previous_occasion_count as comparison_value,
        least(expected_next_purchase_date, {{ as_of_date() }}) as raised_on,
        expected_next_purchase_date as due_date
    from rhythms
)

select * from list_indicators
