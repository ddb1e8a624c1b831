with

rhythms as (
    select *
    from {{ ref('int_relationship__rhythms') }}
    where occasion_count > 1
),

segment_months as (
    select *
    from {{ ref('int_relationship__segment_months') }}
    where month = {{ month_of(as_of_date()) }}
),

occasions as (
    select * from {{ ref('int_activity__occasions') }}
),

count_occasions as (
    select
        customer_id,
        count(*) filter (where occasion_date > {{ add_days(
            as_of_date(), -1 * var('occasion_window_days')
        ) }}) as recent_occasion_count,
        count(*) as two_year_occasion_count
    from occasions
    where occasion_date > {{ add_days(
            as_of_date(), -2 * var('occasion_window_days')
        ) }}
    group by customer_id
),

expect_purchases as (
    select
        rhythms.customer_id,
        segment_months.business_model,
        coalesce(count_occasions.recent_occasion_count, 0) as recent_occasion_count,
        coalesce(
            count_occasions.two_year_occasion_count
            - count_occasions.recent_occasion_count, 0
        ) as previous_occasion_count,
        rhythms.silent_days,
        rhythms.expected_gap_days,
        {{ add_days(
            as_of_date(),
            'cast(round(rhythms.expected_gap_days - rhythms.silent_days, 0) as integer)'
        ) }} as expected_next_purchase_date
    from rhythms
    inner join segment_months
        on rhythms.customer_id = segment_months.customer_id
        and rhythms.month = segment_months.month
    left join count_occasions
        on rhythms.customer_id = count_occasions.customer_id
)

select * from expect_purchases
