with

cut_offs as (
    select * from {{ ref('int_relationship__cut_offs') }}
),

indexes as (
    select * from {{ ref('int_relationship__risk_indexes') }}
),

curves as (
    select * from {{ ref('int_relationship__risk_curves') }}
),

-- a score knows only what the horizon before its day has taught
score_subjects as (
    select
        indexes.subject_id,
        indexes.customer_id,
        indexes.subject,
        coalesce(curves.missing_reason, case
            when curves.subject is null then 'too_few_outcomes'
        end) as missing_reason,
        indexes.cut_off_number,
        indexes.plain_index,
        indexes.plain_pair_index,
        curves.lost_share as average_share,
        case
            when curves.missing_reason is null then cast(
                    1 / (1 + exp(
                        -curves.mean_log_odds
                        - curves.slope * (indexes.score_index - curves.mean_index)
                    )) as decimal(7, 6)
                )
        end as risk_score,
        indexes.is_lost,
        cut_offs.cut_off_date,
        cut_offs.outcome_date
    from indexes
    inner join cut_offs on indexes.cut_off_number = cut_offs.cut_off_number
    left join curves
        on indexes.subject = curves.subject
        and indexes.cut_off_number + 1 = curves.cut_off_number
    where indexes.cut_off_number < 2
)

select * from score_subjects
