with

scores as (
    select *
    from {{ ref('int_relationship__risk_scores') }}
    where is_lost is not null
),

-- the plain rules beside the score: who bought longest ago, who bought least, and
-- whose contract is youngest
list_methods as (
    select
        subject, 'score' as method, cast(risk_score as double) as method_value,
        missing_reason, is_lost, cut_off_date, outcome_date
    from scores
    union all
    select
        subject,
        case subject when 'contract' then 'tenure' else 'recency' end as method,
        plain_index as method_value,
        null as missing_reason, is_lost, cut_off_date, outcome_date
    from scores
    union all
    select
        subject, 'recency_frequency' as method, plain_pair_index as method_value,
        null as missing_reason, is_lost, cut_off_date, outcome_date
    from scores
    where subject = 'customer'
),

count_values as (
    select
        subject,
        method,
        method_value,
        max(missing_reason) as missing_reason,
        count(*) as subject_count,
        count(*) filter (where is_lost) as lost_count,
        max(cut_off_date) as scored_on,
        max(outcome_date) as judged_on
    from list_methods
    group by subject, method, method_value
),

cumulate_values as (
    select
        *,
        sum(subject_count) over whole as all_count,
        sum(lost_count) over whole as all_lost_count,
        sum(subject_count - lost_count) over riskiest_last as kept_up_to_count,
        sum(subject_count) over riskiest_first - subject_count as riskier_count
    from count_values
    window
        whole as (partition by subject, method),
        riskiest_last as (partition by subject, method order by method_value),
        riskiest_first as (partition by subject, method order by method_value desc)
),

-- AUC by the rank sum: each lost one against each kept one, ties half; of equal values
-- at the edge of the top share, each counts in part
compare_with_outcomes as (
    select
        subject,
        method,
        max(missing_reason) as missing_reason,
        max(all_count) as subject_count,
        max(all_lost_count) as lost_count,
        cast(max(all_lost_count) as double) / max(all_count) as lost_share,
        sum(lost_count * (kept_up_to_count - (subject_count - lost_count) / 2.0))
        / nullif(
            cast(max(all_lost_count) as double)
            * (max(all_count) - max(all_lost_count)), 0
        ) as auc,
        sum(
            lost_count / cast(subject_count as double) * greatest(0, least(
                subject_count,
                {{ var('risk_top_share') }} * all_count - riskier_count
            ))
        ) / max({{ var('risk_top_share') }} * all_count) as top_precision_share,
        max(scored_on) as scored_on,
        max(judged_on) as judged_on
    from cumulate_values
    group by subject, method
),

describe_backtests as (
    select
        subject,
        method,
        case
            when missing_reason is not null then missing_reason
            when auc is null then 'one_outcome_only'
        end as missing_reason,
        cast(subject_count as bigint) as subject_count,
        cast(lost_count as bigint) as lost_count,
        lost_share,
        case when missing_reason is null then auc end as auc,
        case when missing_reason is null then top_precision_share end
            as top_precision_share,
        case when missing_reason is null
                then top_precision_share / nullif(lost_share, 0)
        end as top_lift,
        scored_on,
        judged_on
    from compare_with_outcomes
)

select * from describe_backtests
