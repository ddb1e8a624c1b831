with

customer_scores as (
    select * from {{ ref('int_relationship__customer_scores') }}
),

risk_indicators as (
    select * from {{ ref('risk_indicators') }}
),

rhythms as (
    select * from {{ ref('int_relationship__purchase_rhythms') }}
),

deadlines as (
    select * from {{ ref('contract_deadlines') }} where customer_id is not null
),

tickets as (
    select * from {{ ref('int_relationship__tickets') }}
),

owners as (
    select * from {{ ref('int_relationship__owners') }}
),

add_up_indicators as (
    select
        customer_id,
        count(*) as indicator_count,
        count(*) filter (where level = 'high') as high_count,
        bool_or(is_decisive and level = 'high') as is_decidedly_high,
        bool_or(is_decisive) as is_decidedly_medium,
        {{ words_in_order('sentence_en', ['level', 'not is_decisive', 'indicator']) }}
            as reasons,
        {{ words_in_order('sentence_de', ['level', 'not is_decisive', 'indicator']) }}
            as reasons_de,
        min(raised_on) as raised_on
    from risk_indicators
    group by customer_id
),

-- the contract that comes due first speaks for all of the customer's
rank_deadlines as (
    select
        *,
        row_number() over (
            partition by customer_id
            order by
                notice_deadline is null, notice_deadline,
                renewal_date is null, renewal_date, contract_key
        ) as due_rank
    from deadlines
),

find_next_deadlines as (
    select * from rank_deadlines where due_rank = 1
),

find_complainants as (
    select customer_id
    from tickets
    where is_complaint
        and opened_on > {{ add_days(as_of_date(), -1 * var('risk_earlier_days')) }}
    group by customer_id
),

-- a decisive indicator sets the level, others need company: one sign is no pattern
judge_risks as (
    select
        scores.*,
        case
            when scores.missing_reason in ('prospect', 'former', 'deceased')
                then null
            when signs.is_decidedly_high or signs.high_count > 1 then 'high'
            when signs.is_decidedly_medium
                or signs.high_count > 0
                or signs.indicator_count > 1 then 'medium'
            else 'low'
        end as risk_level,
        signs.reasons,
        signs.reasons_de,
        coalesce(signs.indicator_count, 0) as indicator_count,
        signs.raised_on
    from customer_scores as scores
    left join add_up_indicators as signs on scores.customer_id = signs.customer_id
),

describe_risks as (
    select
        judged.customer_id,
        owners.owner_id,
        judged.risk_level,
        judged.subject as risk_subject,
        judged.missing_reason as score_missing_reason,
        deadlines.missing_reason as deadline_missing_reason,
        judged.reasons,
        judged.reasons_de,
        judged.indicator_count,
        cast(judged.risk_score as double) as risk_score,
        deadlines.days_left as notice_days_left,
        coalesce(judged.risk_level = 'high', false)
        and complainants.customer_id is null as is_silent,
        judged.raised_on,
        rhythms.expected_next_purchase_date,
        deadlines.renewal_date,
        deadlines.term_end_date,
        deadlines.notice_deadline
    from judge_risks as judged
    left join find_next_deadlines as deadlines
        on judged.customer_id = deadlines.customer_id
    left join rhythms
        on judged.customer_id = rhythms.customer_id
        and coalesce(judged.missing_reason, '') <> 'deceased'
    left join find_complainants as complainants
        on judged.customer_id = complainants.customer_id
    left join owners on judged.customer_id = owners.customer_id
)

select * from describe_risks
