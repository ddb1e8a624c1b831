with

purchases as (
    select * from {{ ref('int_activity__purchases') }}
),

-- whatever a customer buys on one day is one occasion, named after its first purchase
sum_days as (
    select
        customer_id,
        customer_number,
        {{ value_at_max('source', '-purchase_rank') }} as source,
        cast(sum(purchase_amount) as decimal(18, 2)) as purchase_amount,
        purchase_date as occasion_date
    from purchases
    group by customer_id, customer_number, purchase_date
),

rank_occasions as (
    select
        customer_id,
        customer_number,
        source,
        row_number() over in_time as occasion_rank,
        purchase_amount,
        occasion_date,
        lead(occasion_date) over in_time as next_occasion_date
    from sum_days
    window in_time as (partition by customer_number order by occasion_date)
)

select * from rank_occasions
