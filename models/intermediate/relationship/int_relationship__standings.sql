with

status_periods as (
    select * from {{ ref('int_relationship__status_periods') }}
),

figures as (
    select * from {{ ref('int_relationship__customer_figures') }}
),

overrides as (
    select * from {{ ref('int_relationship__overrides') }}
),

compare_with_period_before as (
    select
        *,
        lag(lifecycle_status) over (
            partition by customer_id order by valid_from
        ) as previous_status
    from status_periods
),

-- today's status, and since when: a second purchase alone is no new status
find_current_statuses as (
    select
        customer_id,
        max(lifecycle_status) filter (where valid_to is null) as lifecycle_status,
        max(valid_from) filter (
            where previous_status is null or previous_status <> lifecycle_status
        ) as lifecycle_status_since,
        max(valid_from) filter (
            where previous_status = 'former' and lifecycle_status <> 'former'
        ) as left_former_on,
        min(valid_from) as known_since
    from compare_with_period_before
    group by customer_id
),

decide_key_accounts as (
    select
        customer_id,
        lower(value) = 'true' as is_key_account
    from overrides
    where field = 'is_key_account'
        and (valid_to is null or valid_to > {{ as_of_date() }})
),

gather_figures as (
    select
        find_current_statuses.*,
        decide_key_accounts.is_key_account as is_key_account_by_hand,
        figures.first_occasion_date,
        figures.last_occasion_date,
        coalesce(figures.occasion_count, 0) as occasion_count,
        coalesce(figures.order_count, 0) as order_count,
        coalesce(figures.live_contract_count, 0) as live_contract_count,
        coalesce(figures.unknown_premium_count, 0) as unknown_premium_count,
        coalesce(figures.open_ticket_count, 0) as open_ticket_count,
        coalesce(figures.annual_premium_amount, 0) as annual_premium_amount,
        coalesce(figures.lifetime_revenue_amount, 0) as lifetime_revenue_amount,
        coalesce(figures.trailing_12m_revenue_amount, 0) as trailing_12m_revenue_amount,
        coalesce(figures.is_left_censored, false) as is_left_censored,
        coalesce(figures.occasion_count, 0) > 1 as is_repeat
    from find_current_statuses
    left join figures on find_current_statuses.customer_id = figures.customer_id
    left join decide_key_accounts
        on find_current_statuses.customer_id = decide_key_accounts.customer_id
),

rank_revenue as (
    select
        *,
        row_number() over (
            order by trailing_12m_revenue_amount desc, customer_id
        ) as revenue_rank
    from gather_figures
),

-- flags stand beside the status, never instead of it
raise_flags as (
    select
        customer_id,
        lifecycle_status,
        occasion_count,
        order_count,
        live_contract_count,
        unknown_premium_count,
        open_ticket_count,
        cast(annual_premium_amount as decimal(18, 2)) as annual_premium_amount,
        cast(lifetime_revenue_amount as decimal(18, 2)) as lifetime_revenue_amount,
        cast(trailing_12m_revenue_amount as decimal(18, 2))
            as trailing_12m_revenue_amount,
        {{ is_existing_customer(var('existing_customer_definition')) }}
            as is_existing_customer,
        coalesce(lifecycle_status <> 'former' and left_former_on >= {{ add_days(
            as_of_date(), -1 * var('reactivated_days')
        ) }}, false) as is_reactivated,
        coalesce(live_contract_count > 0 and first_occasion_date >= {{ add_days(
            as_of_date(), -1 * var('onboarding_days')
        ) }}, false) as is_onboarding,
        coalesce(
            is_key_account_by_hand,
            revenue_rank <= {{ var('key_account_count') }}
            and trailing_12m_revenue_amount > 0
        ) as is_key_account,
        is_left_censored,
        lifecycle_status_since,
        known_since,
        first_occasion_date,
        last_occasion_date
    from rank_revenue
)

select * from raise_flags
