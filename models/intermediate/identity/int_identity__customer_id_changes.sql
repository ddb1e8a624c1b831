with

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

previous_records as (
    select * from {{ ref('stg_state__customer_records') }}
),

previous_changes as (
    select * from {{ ref('stg_state__customer_id_changes') }}
),

find_living_ids as (
    select customer_id from customer_records group by customer_id
),

-- where the records of each previous customer are now; nowhere, if they are gone
follow_records as (
    select
        previous.customer_id as previous_customer_id,
        records.customer_id,
        count(*) as record_count
    from previous_records as previous
    left join customer_records as records
        on previous.record_id = records.record_id
    group by previous.customer_id, records.customer_id
),

rank_successors as (
    select
        followed.previous_customer_id,
        followed.customer_id,
        living.customer_id is not null as is_alive,
        row_number() over (
            partition by followed.previous_customer_id
            order by
                case when followed.customer_id is null then 1 else 0 end,
                followed.record_count desc,
                followed.customer_id
        ) as successor_rank
    from follow_records as followed
    left join find_living_ids as living
        on followed.previous_customer_id = living.customer_id
),

name_changes as (
    select
        customer_id,
        previous_customer_id,
        case
            when is_alive or successor_rank > 1 then 'split'
            when customer_id is null then 'retired'
            else 'merged'
        end as change,
        {{ as_of_date() }} as changed_on
    from rank_successors
    where (is_alive and customer_id <> previous_customer_id)
        or (not is_alive and (customer_id is not null or successor_rank = 1))
),

-- an id answers for all that ever led to it: earlier changes name today's customer
find_heirs as (
    select
        previous_customer_id,
        customer_id as heir_id,
        change
    from name_changes
    where change in ('merged', 'retired')
),

carry_history as (
    select
        case
            when heirs.previous_customer_id is null then earlier.customer_id
            else heirs.heir_id
        end as customer_id,
        earlier.previous_customer_id,
        earlier.change,
        earlier.changed_on
    from previous_changes as earlier
    left join find_heirs as heirs
        on earlier.customer_id = heirs.previous_customer_id
),

unite_changes as (
    select * from name_changes
    union all
    select * from carry_history
    where customer_id is null or customer_id <> previous_customer_id
)

select * from unite_changes
