with

contracts as (
    select * from {{ ref('int_activity__contracts') }}
),

premiums as (
    select * from {{ ref('int_activity__contract_premiums') }}
),

-- a premium runs within its contract's life, which needs no known premium
date_premiums as (
    select
        contracts.customer_id,
        contracts.successor_start_date,
        contracts.end_date,
        contracts.is_loss_end,
        coalesce(premiums.annual_premium_amount, 0) as premium,
        case when premiums.annual_premium_amount is null then 1 else 0 end as unknown,
        greatest(premiums.valid_from, contracts.start_date) as paid_from,
        least(premiums.valid_to, contracts.end_date) as paid_to
    from contracts
    inner join premiums on contracts.contract_key = premiums.contract_key
    where contracts.is_counted and contracts.customer_id is not null
),

keep_paid_premiums as (
    select * from date_premiums where paid_from < paid_to or paid_to is null
),

keep_technical_ends as (
    select * from keep_paid_premiums where paid_to = end_date and not is_loss_end
),

-- what ends without a loss goes as a technical move, and comes back as one with its
-- successor: what the successor costs more or less is left as a movement
list_steps as (
    select
        customer_id, paid_from as changed_on,
        premium, unknown, 1 as contract, 0 as technical_premium, 0 as technical_contract
    from keep_paid_premiums
    union all
    select customer_id, paid_to, -premium, -unknown, -1, 0, 0 from keep_paid_premiums
    union all
    select customer_id, end_date, 0, 0, 0, -premium, -1 from keep_technical_ends
    union all
    select customer_id, successor_start_date, 0, 0, 0, premium, 1
    from keep_technical_ends
),

sum_steps as (
    select
        customer_id,
        {{ month_of('changed_on') }} as month,
        sum(premium) as premium_step,
        sum(unknown) as unknown_step,
        sum(contract) as contract_step,
        sum(technical_premium) as technical_premium,
        sum(technical_contract) as technical_count
    from list_steps
    where changed_on <= {{ as_of_date() }}
    group by customer_id, {{ month_of('changed_on') }}
),

add_up_steps as (
    select
        *,
        sum(premium_step) over past as premium,
        sum(contract_step) over past as contract_count
    from sum_steps
    window
        past as (
            partition by customer_id
            order by month
            rows between unbounded preceding and current row
        )
),

-- between two rows of a customer nothing changes
compare_month_ends as (
    select
        *,
        premium - premium_step as previous_premium,
        contract_count - contract_step as previous_count,
        coalesce(max(contract_count) over (
            partition by customer_id
            order by month
            rows between unbounded preceding and 1 preceding
        ), 0) > 0 as is_known
    from add_up_steps
),

-- a technical move explains a fall or a rise as far as it goes, never more
set_technical_apart as (
    select
        customer_id,
        cast(previous_premium as decimal(18, 2)) as previous_premium_amount,
        cast(premium as decimal(18, 2)) as premium_amount,
        cast(case
            when premium < previous_premium
                then greatest(premium, previous_premium + least(technical_premium, 0))
            else least(premium, previous_premium + greatest(technical_premium, 0))
        end as decimal(18, 2)) as base_premium_amount,
        previous_count,
        contract_count,
        case
            when contract_count < previous_count
                then
                    greatest(contract_count, previous_count + least(technical_count, 0))
            else least(contract_count, previous_count + greatest(technical_count, 0))
        end as base_count,
        unknown_step,
        is_known,
        month
    from compare_month_ends
)

select * from set_technical_apart
