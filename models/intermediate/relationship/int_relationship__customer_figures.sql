with

occasions as (
    select * from {{ ref('int_activity__occasions') }}
),

source_starts as (
    select * from {{ ref('int_activity__source_starts') }}
),

contracts as (
    select * from {{ ref('int_activity__contracts') }}
),

revenue_items as (
    select * from {{ ref('int_activity__revenue_items') }}
),

tickets as (
    select * from {{ ref('int_relationship__tickets') }}
),

-- a first purchase in a source's first months may not have been the first one
list_figures as (
    select
        occasions.customer_id,
        'occasion' as figure,
        cast(null as decimal(18, 2)) as amount,
        occasions.occasion_rank = 1
        and occasions.occasion_date < source_starts.trusted_from_month as is_censored,
        occasions.occasion_date as figure_date
    from occasions
    left join source_starts on occasions.source = source_starts.source
    union all
    select customer_id, 'contract', annual_premium_amount, false, start_date
    from contracts
    where is_counted
        and start_date <= {{ as_of_date() }}
        and (end_date is null or end_date > {{ as_of_date() }})
    union all
    select customer_id, kind, amount, false, event_date
    from revenue_items
    where left_out_by is null
    union all
    select customer_id, 'ticket', null, false, opened_on
    from tickets
    where closed_on is null or closed_on > {{ as_of_date() }}
),

add_up_figures as (
    select
        customer_id,
        count(*) filter (where figure = 'occasion') as occasion_count,
        count(*) filter (where figure = 'order') as order_count,
        count(*) filter (where figure = 'contract') as live_contract_count,
        count(*) filter (where figure = 'contract' and amount is null)
            as unknown_premium_count,
        count(*) filter (where figure = 'ticket') as open_ticket_count,
        coalesce(sum(amount) filter (where figure = 'contract'), 0)
            as annual_premium_amount,
        coalesce(sum(amount) filter (where figure <> 'contract'), 0)
            as lifetime_revenue_amount,
        coalesce(sum(amount) filter (
            where figure <> 'contract'
            and figure_date >= {{ trailing_year_start(as_of_date()) }}
        ), 0) as trailing_12m_revenue_amount,
        bool_or(is_censored) as is_left_censored,
        min(figure_date) filter (where figure = 'occasion') as first_occasion_date,
        max(figure_date) filter (where figure = 'occasion') as last_occasion_date
    from list_figures
    where customer_id is not null
    group by customer_id
)

select * from add_up_figures
