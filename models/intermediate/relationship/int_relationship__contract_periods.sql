with

contracts as (
    select * from {{ ref('int_activity__contracts') }}
),

limit_contracts as (
    select
        *,
        least(end_date, {{ add_days(as_of_date(), 1) }}) as counted_to
    from contracts
    where is_counted and customer_id is not null
),

keep_lived_contracts as (
    select *
    from limit_contracts
    where start_date <= {{ as_of_date() }} and counted_to > start_date
),

-- days on which several contracts of a chain live count once: each contract adds
-- only what no earlier one has covered
find_uncovered_days as (
    select
        *,
        greatest(start_date, max(counted_to) over (
            partition by chain_key
            order by start_date, contract_key
            rows between unbounded preceding and 1 preceding
        )) as uncovered_from
    from keep_lived_contracts
),

count_uncovered_days as (
    select
        *,
        greatest(
            0, {{ dbt.datediff('uncovered_from', 'counted_to', 'day') }}
        ) as added_day_count
    from find_uncovered_days
),

cumulate_chain_days as (
    select
        *,
        coalesce(sum(added_day_count) over (
            partition by chain_key
            order by start_date, contract_key
            rows between unbounded preceding and 1 preceding
        ), 0) as earlier_day_count
    from count_uncovered_days
),

-- "started" means the chain's start: a successor goes on with its predecessor's time;
-- the one member in which the chain passes the threshold says on which day
date_milestones as (
    select
        contract_key,
        customer_id,
        customer_number,
        chain_key,
        chain_start_date,
        start_date as valid_from,
        end_date as valid_to,
        greatest(
            start_date,
            {{ add_days('chain_start_date', var('loyal_contract_days')) }}
        ) as tenured_from,
        case
            when earlier_day_count <= {{ var('contract_counts_after_days') }}
                and earlier_day_count + added_day_count
                > {{ var('contract_counts_after_days') }}
                then {{ add_days(
                    'uncovered_from',
                    var('contract_counts_after_days') ~ ' - earlier_day_count'
                ) }}
        end as counting_from
    from cumulate_chain_days
)

select * from date_milestones
