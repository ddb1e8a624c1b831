with

scores as (
    select *
    from {{ ref('int_relationship__risk_scores') }}
    where is_lost is not null and risk_score is not null
),

count_scores as (
    select
        subject,
        risk_score,
        count(*) as subject_count,
        count(*) filter (where is_lost) as lost_count
    from scores
    group by subject, risk_score
),

number_bins as (
    select
        *,
        1 + cast(floor(
            {{ var('risk_bin_count') }} * (
                2 * sum(subject_count) over (
                    partition by subject order by risk_score
                ) - subject_count
            ) / (2.0 * sum(subject_count) over (partition by subject))
        ) as integer) as bin_rank
    from count_scores
),

compare_bins as (
    select
        subject,
        bin_rank,
        cast(sum(subject_count) as bigint) as subject_count,
        cast(sum(lost_count) as bigint) as lost_count,
        cast(sum(subject_count * risk_score) as double) / sum(subject_count)
            as predicted_share,
        cast(sum(lost_count) as double) / sum(subject_count) as actual_share
    from number_bins
    group by subject, bin_rank
)

select * from compare_bins
