with

deadlines as (
    select *
    from {{ ref('int_relationship__contract_deadlines') }}
    where customer_id is not null
),

raises as (
    select * from {{ ref('int_relationship__premium_raises') }}
),

list_indicators as (
    select
        contract_key,
        customer_id,
        'cancellation_received' as indicator,
        cast(1 as double) as strength,
        cast(annual_premium_amount as double) as indicator_value,
        cast(null as double) as comparison_value,
        cancelled_on as raised_on,
        end_date as due_date
    from deadlines
    where missing_reason = 'cancelled'
    union all
    select
        contract_key,
        customer_id,
        'notice_window_near' as indicator,
        1 as strength,
        days_left as indicator_value,
        null as comparison_value,
        greatest(start_date, {{ add_days(
            'notice_deadline', -1 * var('notice_window_days')
        ) }}) as raised_on,
        notice_deadline as due_date
    from deadlines
    where days_left <= {{ var('notice_window_days') }}
    union all
    select
        raises.contract_key,
        raises.customer_id,
        'premium_raised' as indicator,
        raises.raise_share as strength,
        raises.annual_premium_amount as indicator_value,
        raises.previous_premium_amount as comparison_value,
        raises.raised_on,
        null as due_date
    from raises
    inner join deadlines on raises.contract_key = deadlines.contract_key
    where raises.raised_on > {{ recent_after() }}
),

-- of several contracts the one that matters most speaks
rank_contracts as (
    select
        *,
        row_number() over (
            partition by customer_id, indicator
            order by strength desc, due_date, raised_on desc, contract_key
        ) as contract_rank
    from list_indicators
),

keep_first_contracts as (
    select
        customer_id,
        indicator,
        strength,
        indicator_value,
        comparison_value,
        raised_on,
        due_date
    from rank_contracts
    where contract_rank = 1
)

select * from keep_first_contracts
