with

assessments as (
    select * from {{ ref('stg_company__assessments') }}
),

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

-- of several opinions on one day the least agreeing one holds
rank_within_day as (
    select
        customer_records.customer_id,
        assessments.perspective_shared,
        assessments.assessed_on,
        row_number() over (
            partition by customer_records.customer_id, assessments.assessed_on
            order by
                case assessments.perspective_shared
                    when 'no' then 0 when 'open' then 1 else 2
                end,
                assessments.record_id,
                assessments.assessed_by
        ) as day_rank
    from assessments
    inner join customer_records
        on assessments.record_id = customer_records.record_id
    where assessments.perspective_shared is not null
        and assessments.assessed_on <= {{ as_of_date() }}
),

date_opinions as (
    select
        customer_id,
        perspective_shared,
        assessed_on as valid_from,
        lead(assessed_on) over (
            partition by customer_id order by assessed_on
        ) as valid_to
    from rank_within_day
    where day_rank = 1
)

select * from date_opinions
