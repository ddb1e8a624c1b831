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
        min(previous.record_id) as record_id,
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
        followed.record_id,
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
        record_id,
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

find_heirs as (
    select
        previous_customer_id,
        customer_id as heir_id,
        change
    from name_changes
    where change in ('merged', 'retired')
),

-- one look answers for every id: an earlier change names whoever has its record today,
-- or, when the record is gone, whoever answers for the customer it named so far
carry_history as (
    select
        case
            when found.customer_id is not null then found.customer_id
            when heirs.previous_customer_id is not null then heirs.heir_id
            else earlier.customer_id
        end as customer_id,
        earlier.previous_customer_id,
        earlier.record_id,
        earlier.change,
        earlier.changed_on
    from previous_changes as earlier
    left join customer_records as found
        on earlier.record_id = found.record_id
    left join find_heirs as heirs
        on earlier.customer_id = heirs.previous_customer_id
),

-- an id that is back, or whose part is, has nobody else to answer for it
unite_changes as (
    select * from name_changes
    union all
    select * from carry_history
    where customer_id is null or customer_id <> previous_customer_id
)

select * from unite_changes
