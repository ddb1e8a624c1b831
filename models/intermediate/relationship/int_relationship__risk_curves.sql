with

-- what became of them is known
indexes as (
    select *
    from {{ ref('int_relationship__risk_indexes') }}
    where is_lost is not null
),

count_indexes as (
    select
        subject,
        cut_off_number,
        fit_index,
        count(*) as subject_count,
        count(*) filter (where is_lost) as lost_count
    from indexes
    group by subject, cut_off_number, fit_index
),

number_bins as (
    select
        *,
        floor(
            {{ var('risk_bin_count') }} * (
                2 * sum(subject_count) over (
                    partition by subject, cut_off_number order by fit_index
                ) - subject_count
            ) / (2.0 * sum(subject_count) over (partition by subject, cut_off_number))
        ) as bin_number
    from count_indexes
),

-- half a case is added to either side, so that no bin is all lost or all kept
count_bins as (
    select
        subject,
        cut_off_number,
        sum(subject_count) as subject_count,
        sum(lost_count) as lost_count,
        sum(subject_count * fit_index) / sum(subject_count) as bin_index,
        (sum(lost_count) + 1 / 2.0) / (sum(subject_count) + 1) as lost_share
    from number_bins
    group by subject, cut_off_number, bin_number
),

weigh_bins as (
    select
        *,
        ln(lost_share / (1 - lost_share)) as log_odds,
        (subject_count + 1) * lost_share * (1 - lost_share) as weight
    from count_bins
),

center_bins as (
    select
        *,
        sum(weight * bin_index) over whole / sum(weight) over whole as mean_index,
        sum(weight * log_odds) over whole / sum(weight) over whole as mean_log_odds
    from weigh_bins
    window whole as (partition by subject, cut_off_number)
),

-- a logistic curve by least squares on the bins' log-odds (Berkson 1944)
fit_curves as (
    select
        subject,
        cut_off_number,
        sum(subject_count) as subject_count,
        sum(lost_count) as lost_count,
        max(mean_index) as mean_index,
        max(mean_log_odds) as mean_log_odds,
        sum(weight * (bin_index - mean_index) * (log_odds - mean_log_odds))
        / nullif(sum(weight * power(bin_index - mean_index, 2)), 0) as slope
    from center_bins
    group by subject, cut_off_number
),

judge_curves as (
    select
        subject,
        cut_off_number,
        case
            when least(lost_count, subject_count - lost_count)
                < {{ var('risk_min_outcomes') }} then 'too_few_outcomes'
            when coalesce(slope, 0) <= 0 then 'no_pattern'
        end as missing_reason,
        subject_count,
        lost_count,
        lost_count / cast(subject_count as double) as lost_share,
        mean_index,
        mean_log_odds,
        slope
    from fit_curves
)

select * from judge_curves
