with

golden_records as (
    select * from {{ ref('int_identity__golden_records') }}
),

households as (
    select * from {{ ref('int_identity__households') }}
),

-- what cannot be judged, because nothing is known, counts as bad
weigh_quality as (
    select
        best.*,
        'H' || substr(households.first_customer_id, 2) as household_id,
        round(
            {{ var('quality_weight_completeness') }} * best.completeness_score
            + {{ var('quality_weight_validity') }} * coalesce(best.validity_score, 0)
            + {{ var('quality_weight_freshness') }} * coalesce(best.freshness_score, 0)
            + {{ var('quality_weight_agreement') }} * coalesce(best.agreement_score, 0),
            4
        ) as data_quality_score
    from golden_records as best
    left join households
        on best.customer_id = households.customer_id
)

select * from weigh_quality
