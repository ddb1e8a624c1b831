with

figures as (
    select * from {{ ref('int_relationship__customer_figures') }}
),

first_facts as (
    select * from {{ ref('int_relationship__first_facts') }}
),

predicted_values as (
    select * from {{ ref('int_relationship__predicted_values') }}
),

rfm_cells as (
    select * from {{ ref('rfm_cells') }}
),

-- the lowest fifth gets 1, the highest 5; equal values share the lower score, so that
-- a single purchase stays at 1 however many customers made one
rank_buyers as (
    select
        customer_id,
        count(*) over () as buyer_count,
        rank() over (order by last_occasion_date) - 1 as longer_ago_count,
        rank() over (order by occasion_count) - 1 as rarer_count,
        rank() over (order by lifetime_revenue_amount) - 1 as smaller_count
    from figures
    where occasion_count > 0
),

score_buyers as (
    select
        customer_id,
        1 + floor({{ var('rfm_scores') }} * longer_ago_count / buyer_count)
            as recency_score,
        1 + floor({{ var('rfm_scores') }} * rarer_count / buyer_count)
            as frequency_score,
        1 + floor({{ var('rfm_scores') }} * smaller_count / buyer_count)
            as monetary_score
    from rank_buyers
),

group_buyers as (
    select
        score_buyers.*,
        rfm_cells.rfm_group
    from score_buyers
    inner join rfm_cells
        on score_buyers.recency_score = rfm_cells.recency_score
        -- frequency and amount count alike: their mean, half a point rounds up
        and floor(
            (score_buyers.frequency_score + score_buyers.monetary_score + 1) / 2
        ) = rfm_cells.frequency_monetary_score
),

join_values as (
    select
        figures.customer_id,
        group_buyers.rfm_group,
        predicted_values.value_method,
        predicted_values.predicted_value_12m_amount,
        cast(group_buyers.recency_score as decimal(2, 0)) as rfm_recency_score,
        cast(group_buyers.frequency_score as decimal(2, 0)) as rfm_frequency_score,
        cast(group_buyers.monetary_score as decimal(2, 0)) as rfm_monetary_score
    from figures
    inner join first_facts on figures.customer_id = first_facts.customer_id
    left join predicted_values
        on first_facts.customer_number = predicted_values.customer_number
    left join group_buyers on figures.customer_id = group_buyers.customer_id
)

select * from join_values
