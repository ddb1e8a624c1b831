with

summaries as (
    select * from {{ ref('int_relationship__purchase_summaries') }}
),

expected_purchases as (
    select * from {{ ref('int_relationship__expected_purchases') }}
),

rates as (
    select * from {{ ref('int_relationship__value_parameters') }}
    where model = 'bg_nbd' and is_usable
),

amounts as (
    select * from {{ ref('int_relationship__value_parameters') }}
    where model = 'gamma_gamma' and is_usable
),

-- who bought once has had no chance to stop; few amounts are drawn to the mean of all
judge_customers as (
    select
        summaries.customer_number,
        case
            when summaries.repeat_count = 0 then 0 * rates.a
            else rates.a / (rates.b + summaries.repeat_count - 1)
        end as stop_odds,
        exp((rates.r + summaries.repeat_count) * ln(
            (rates.alpha + summaries.age_weeks)
            / (rates.alpha + summaries.recency_weeks)
        )) as silence_odds,
        expected_purchases.expected_count,
        amounts.p * (
            amounts.v
            + summaries.repeat_count * coalesce(summaries.mean_repeat_amount, 0)
        ) / (amounts.p * summaries.repeat_count + amounts.q - 1) as expected_amount,
        summaries.is_current,
        summaries.cut_off_date
    from summaries
    left join rates on summaries.cut_off_date = rates.cut_off_date
    left join amounts on summaries.cut_off_date = amounts.cut_off_date
    left join expected_purchases
        on summaries.cut_off_date = expected_purchases.cut_off_date
        and summaries.repeat_count = expected_purchases.repeat_count
        and summaries.age_weeks = expected_purchases.age_weeks
),

weigh_life as (
    select
        *,
        case
            when stop_odds = 0 then 1 else 1 / (1 + stop_odds * silence_odds)
        end as p_alive_share
    from judge_customers
),

predict_purchases as (
    select
        customer_number,
        p_alive_share * expected_count as expected_purchase_count,
        cast(expected_amount as decimal(18, 2)) as expected_amount,
        cast(p_alive_share * expected_count * expected_amount as decimal(18, 2))
            as purchase_value_amount,
        p_alive_share,
        is_current,
        cut_off_date
    from weigh_life
)

select * from predict_purchases
