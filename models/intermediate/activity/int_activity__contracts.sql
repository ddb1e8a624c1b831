with

delivered_contracts as (
    select * from {{ ref('int_activity__delivered_contracts') }}
),

links as (
    select * from {{ ref('int_activity__contract_links') }}
),

chains as (
    select * from {{ ref('int_activity__contract_chains') }}
),

premiums as (
    select * from {{ ref('int_activity__contract_premiums') }}
),

-- every contract has one predecessor at most, so a chain with as many links as
-- contracts runs in a circle, and none of its links means anything
find_circles as (
    select
        chains.chain_key,
        count(*) = count(links.contract_key) as is_circle
    from chains
    left join links on chains.contract_key = links.contract_key
    group by chains.chain_key
),

join_chains as (
    select
        chains.contract_key,
        case
            when find_circles.is_circle then chains.contract_key
            else chains.chain_key
        end as chain_key,
        case
            when not find_circles.is_circle then links.predecessor_key
        end as predecessor_key
    from chains
    inner join find_circles on chains.chain_key = find_circles.chain_key
    left join links on chains.contract_key = links.contract_key
),

find_successors as (
    select
        join_chains.predecessor_key as contract_key,
        min(delivered_contracts.start_date) as successor_start_date
    from join_chains
    inner join delivered_contracts
        on join_chains.contract_key = delivered_contracts.contract_key
    where join_chains.predecessor_key is not null
    group by join_chains.predecessor_key
),

price_today as (
    select *
    from premiums
    where valid_from <= {{ as_of_date() }}
        and (valid_to > {{ as_of_date() }} or valid_to is null)
),

complete_contracts as (
    select
        delivered_contracts.*,
        join_chains.chain_key,
        join_chains.predecessor_key,
        price_today.premium_frequency,
        price_today.currency,
        price_today.premium_amount,
        price_today.annual_premium_amount,
        find_successors.successor_start_date,
        min(case
            when delivered_contracts.left_out_by is null
                then delivered_contracts.start_date
        end) over (partition by join_chains.chain_key) as chain_start_date,
        delivered_contracts.left_out_by is null as is_counted,
        -- a technical end, or one that a successor takes over, is no loss
        delivered_contracts.end_date is not null
        and not delivered_contracts.is_technical_end
        and coalesce(
            find_successors.successor_start_date
            > {{ add_days(
                'delivered_contracts.end_date', var('contract_gap_days')
            ) }}, true
        ) as is_loss_end,
        -- without a word of a cancellation only a term that is not renewed runs out;
        -- brokers, who name no reasons, are believed to report cancellations
        delivered_contracts.cancelled_by is null
        and delivered_contracts.cancellation_received_at is null
        and not delivered_contracts.auto_renews
        and delivered_contracts.source <> 'broker' as is_agreed_end
    from delivered_contracts
    inner join join_chains
        on delivered_contracts.contract_key = join_chains.contract_key
    left join find_successors
        on delivered_contracts.contract_key = find_successors.contract_key
    left join price_today
        on delivered_contracts.contract_key = price_today.contract_key
),

-- an end is known from its cancellation on, an agreed one from the start; others, such
-- as those that brokers report, when they come
date_ends as (
    select
        *,
        case
            when is_agreed_end then start_date
            else least(cast(cancellation_received_at as date), end_date)
        end as end_known_from
    from complete_contracts
)

select * from date_ends
