with

deadlines as (
    select * from {{ ref('int_relationship__contract_deadlines') }}
),

owners as (
    select * from {{ ref('int_relationship__owners') }}
),

scores as (
    select *
    from {{ ref('int_relationship__risk_scores') }}
    where subject = 'contract' and cut_off_number = 0
),

add_owners as (
    select
        deadlines.contract_key,
        deadlines.contract_id,
        deadlines.customer_id,
        owners.owner_id,
        deadlines.product_line,
        deadlines.missing_reason,
        deadlines.annual_premium_amount,
        deadlines.notice_period_days,
        deadlines.days_left,
        cast(scores.risk_score as double) as risk_score,
        deadlines.auto_renews as is_auto_renewing,
        deadlines.start_date,
        deadlines.end_date,
        deadlines.renewal_date,
        deadlines.notice_end_date as term_end_date,
        deadlines.notice_deadline
    from deadlines
    left join owners on deadlines.customer_id = owners.customer_id
    left join scores on deadlines.contract_key = scores.subject_id
)

select * from add_owners
