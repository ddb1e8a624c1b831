with

segment_months as (
    select * from {{ ref('int_relationship__segment_months') }}
),

occasions as (
    select * from {{ ref('int_activity__occasions') }}
),

list_month_ends as (
    select month, last_date from segment_months
    group by month, last_date
),

-- an occasion's rank says how many there were until the next one
find_last_occasions as (
    select
        occasions.customer_number,
        list_month_ends.month,
        occasions.occasion_rank as occasion_count,
        occasions.occasion_date as last_occasion_date
    from list_month_ends
    inner join occasions
        on list_month_ends.last_date >= occasions.occasion_date
        and (
            list_month_ends.last_date < occasions.next_occasion_date
            or occasions.next_occasion_date is null
        )
),

find_first_occasions as (
    select customer_number, occasion_date as first_occasion_date
    from occasions
    where occasion_rank = 1
),

find_occasions as (
    select
        segment_months.customer_id,
        segment_months.month,
        segment_months.business_model,
        segment_months.last_date,
        find_last_occasions.occasion_count,
        find_last_occasions.last_occasion_date,
        find_first_occasions.first_occasion_date
    from segment_months
    inner join find_last_occasions
        on segment_months.customer_number = find_last_occasions.customer_number
        and segment_months.month = find_last_occasions.month
    inner join find_first_occasions
        on segment_months.customer_number = find_first_occasions.customer_number
),

measure_days as (
    select
        *,
        occasion_count - 1 as gap_count,
        {{ dbt.datediff('first_occasion_date', 'last_occasion_date', 'day') }}
            as rhythm_days,
        {{ dbt.datediff('last_occasion_date', 'last_date', 'day') }} as silent_days,
        {{ dbt.datediff('first_occasion_date', 'last_date', 'day') }} as tenure_days
    from find_occasions
),

-- few purchases say little about a rhythm: the mean gap of all customers stands in
-- with the weight of so many gaps
estimate_gaps as (
    select
        *,
        (
            rhythm_days + {{ var('rhythm_prior_gaps') }}
            * sum(rhythm_days) over (partition by month)
            / nullif(sum(gap_count) over (partition by month), 0)
        ) / (gap_count + {{ var('rhythm_prior_gaps') }}) as expected_gap_days
    from measure_days
),

compare_with_rhythm as (
    select
        *,
        100 * greatest(0, least(
            1,
            ({{ var('overdue_limit') }} - silent_days / expected_gap_days)
            / ({{ var('overdue_limit') }} - 1)
        )) as punctuality
    from estimate_gaps
),

-- a live contract goes on without purchases, so silence does not speak against it
score_rhythms as (
    select
        customer_id,
        month,
        occasion_count,
        silent_days,
        tenure_days,
        expected_gap_days,
        case
            when gap_count = 0 then {{ var('neutral_score') }}
            when business_model = 'contract'
                then greatest({{ var('neutral_score') }}, punctuality)
            else punctuality
        end as rhythm_part,
        {{ var('neutral_score') }} + (100 - {{ var('neutral_score') }})
        * least(1, tenure_days / cast({{ var('full_tenure_days') }} as double))
            as tenure_part
    from compare_with_rhythm
)

select * from score_rhythms
