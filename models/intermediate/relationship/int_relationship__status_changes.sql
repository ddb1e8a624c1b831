with

first_facts as (
    select * from {{ ref('int_relationship__first_facts') }}
),

occasions as (
    select * from {{ ref('int_activity__occasions') }}
),

contracts as (
    select * from {{ ref('int_activity__contracts') }}
),

contract_periods as (
    select * from {{ ref('int_relationship__contract_periods') }}
),

-- an occasion is recent until the window has passed it; within its calendar quarter
-- it stands for the quarter until the quarter's next occasion takes over
follow_occasions as (
    select
        *,
        {{ add_days('occasion_date', var('occasion_window_days')) }} as recent_to,
        lead(occasion_date) over (
            partition by
                customer_number, {{ dbt.date_trunc('quarter', 'occasion_date') }}
            order by occasion_date
        ) as next_in_quarter
    from occasions
),

-- what starts the clock of `former` again: a purchase or the loss of a contract
list_losses as (
    select customer_number, end_date as loss_date
    from contracts
    where is_counted and is_loss_end and start_date <= {{ as_of_date() }}
        and customer_number is not null
),

-- every count behind the status rules is a sum of steps up and down; on its own day an
-- occasion is one, a recent one and one for its quarter
list_steps as (
    select customer_number, first_fact_date as changed_on, 'start' as counted, 0 as step
    from first_facts
    union all
    select customer_number, occasion_date, 'occasion', 1 from occasions
    union all
    select customer_number, recent_to, 'recent', -1 from follow_occasions
    union all
    select customer_number, least(recent_to, next_in_quarter), 'quarter', -1
    from follow_occasions
    union all
    select
        customer_number,
        {{ add_days('occasion_date', var('new_customer_days') + 1) }},
        'new',
        0
    from occasions
    where occasion_rank = 1
    union all
    select customer_number, valid_from, 'live', 1 from contract_periods
    union all
    select customer_number, valid_to, 'live', -1 from contract_periods
    union all
    select customer_number, tenured_from, 'tenured', 1
    from contract_periods
    where valid_to is null or tenured_from < valid_to
    union all
    select customer_number, valid_to, 'tenured', -1
    from contract_periods
    where tenured_from < valid_to
    union all
    select customer_number, counting_from, 'counting', 1 from contract_periods
    union all
    select customer_number, loss_date, 'loss', 0 from list_losses
    union all
    select
        customer_number,
        {{ add_days('occasion_date', var('inactive_after_days') + 1) }},
        'inactive',
        0
    from occasions
    union all
    select
        customer_number,
        {{ add_days('loss_date', var('inactive_after_days') + 1) }},
        'inactive',
        0
    from list_losses
),

-- a step is one up or one down: counted, not summed, a day takes half of the memory
add_up_days as (
    select
        customer_number,
        changed_on,
        count(*) filter (where counted = 'occasion') as occasion_step,
        count(*) filter (where counted = 'occasion')
        - count(*) filter (where counted = 'recent') as recent_step,
        count(*) filter (where counted = 'occasion')
        - count(*) filter (where counted = 'quarter') as quarter_step,
        count(*) filter (where counted = 'live' and step > 0)
        - count(*) filter (where counted = 'live' and step < 0) as live_step,
        count(*) filter (where counted = 'tenured' and step > 0)
        - count(*) filter (where counted = 'tenured' and step < 0) as tenured_step,
        count(*) filter (where counted = 'counting') as counting_step,
        max(changed_on) filter (where counted = 'occasion') as occasion_date,
        max(changed_on) filter (
            where counted in ('occasion', 'loss')
        ) as activity_date
    from list_steps
    where changed_on <= {{ as_of_date() }}
    group by customer_number, changed_on
)

select * from add_up_days
