with

-- for customers of one source the company is that source: looked at once
customer_months as (
    select *
    from {{ ref('int_activity__customer_months') }}
    where scope <> 'all' or not is_only_source
),

-- a month's revenue stands in the later year for 12 month ends, then in the earlier
-- one for 12, then in none: three steps say all that a row per month end would
list_steps as (
    select
        customer_number,
        scope,
        is_only_source,
        revenue_amount as later_step,
        0 as earlier_step,
        month as entered_month,
        null as aged_month,
        month
    from customer_months
    union all
    select
        customer_number,
        scope,
        is_only_source,
        -revenue_amount as later_step,
        revenue_amount as earlier_step,
        null as entered_month,
        {{ add_months('month', 12) }} as aged_month,
        {{ add_months('month', 12) }} as month
    from customer_months
    union all
    select
        customer_number,
        scope,
        is_only_source,
        0 as later_step,
        -revenue_amount as earlier_step,
        null as entered_month,
        null as aged_month,
        {{ add_months('month', 24) }} as month
    from customer_months
),

add_up_steps as (
    select
        customer_number,
        scope,
        is_only_source,
        sum(later_step) over past as later_amount,
        sum(earlier_step) over past as earlier_amount,
        {{ add_months('max(entered_month) over past', 12) }} as later_to,
        {{ add_months('max(aged_month) over past', 12) }} as earlier_to,
        month as from_month,
        lead(month) over (
            partition by customer_number, scope order by month
        ) as to_month
    from list_steps
    where month <= {{ month_of(as_of_date()) }}
    window
        past as (
            partition by customer_number, scope
            order by month
            rows between unbounded preceding and current row
        )
),

-- of the steps of one month the last has added up all;
-- by events, not by amounts: who bought and gave everything back was there
name_movements as (
    select
        customer_number,
        scope,
        case
            when earlier_to is null then 'new'
            when earlier_to <= from_month then 'reactivated'
            when later_to <= from_month then 'lost'
            else 'stayed'
        end as movement,
        cast(later_amount as decimal(18, 2)) as later_amount,
        cast(earlier_amount as decimal(18, 2)) as earlier_amount,
        is_only_source,
        from_month,
        to_month
    from add_up_steps
    where (later_to > from_month or earlier_to > from_month)
        and (to_month > from_month or to_month is null)
)

select * from name_movements
