with

purchases as (
    select * from {{ ref('int_activity__purchases') }}
),

-- whatever a customer buys on one day is one occasion, named after its first purchase
rank_within_day as (
    select
        *,
        row_number() over (
            partition by customer_id, purchase_date
            order by purchased_at, purchase_key
        ) as day_rank,
        sum(purchase_amount) over (
            partition by customer_id, purchase_date
        ) as day_amount
    from purchases
),

rank_occasions as (
    select
        customer_id,
        source,
        row_number() over (
            partition by customer_id order by purchase_date
        ) as occasion_rank,
        cast(day_amount as decimal(18, 2)) as purchase_amount,
        purchase_date as occasion_date
    from rank_within_day
    where day_rank = 1
)

select * from rank_occasions
