with

contracts as (
    select *
    from {{ ref('int_activity__contracts') }}
    where is_counted and start_date <= {{ as_of_date() }}
),

-- who cancelled is said or must be believed; else the term ran out
name_end_reasons as (
    select
        contract_key,
        customer_id,
        source,
        product_line,
        case
            when not is_loss_end then 'technical'
            when cancelled_by in ('death', 'other') then cancelled_by
            when is_agreed_end then 'expiry'
            when end_date
                <= {{ add_months(
                    'chain_start_date', var('early_cancellation_months')
                ) }}
                then 'early'
            else 'late'
        end as end_reason,
        {{ month_of('start_date') }} as start_month,
        case
            when end_date <= {{ as_of_date() }} then {{ month_of('end_date') }}
        end as end_month
    from contracts
    where end_date is null or end_date > start_date
)

select * from name_end_reasons
