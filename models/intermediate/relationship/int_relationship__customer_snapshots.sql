with

cut_offs as (
    select * from {{ ref('int_relationship__cut_offs') }}
),

occasions as (
    select * from {{ ref('int_activity__occasions') }}
),

status_periods as (
    select * from {{ ref('int_relationship__status_periods') }}
),

contract_periods as (
    select * from {{ ref('int_relationship__contract_periods') }}
),

find_contract_holders as (
    select
        contract_periods.customer_number,
        cut_offs.cut_off_number
    from cut_offs
    inner join contract_periods
        on cut_offs.cut_off_date >= contract_periods.valid_from
        and (
            cut_offs.cut_off_date < contract_periods.valid_to
            or contract_periods.valid_to is null
        )
    group by contract_periods.customer_number, cut_offs.cut_off_number
),

-- who has bought and is not yet former can be lost as a buyer; contracts, which go on
-- without purchases, have a risk of their own
find_buyers as (
    select
        status_periods.customer_id,
        status_periods.customer_number,
        cut_offs.cut_off_number
    from cut_offs
    inner join status_periods
        on cut_offs.cut_off_date >= status_periods.valid_from
        and (
            cut_offs.cut_off_date < status_periods.valid_to
            or status_periods.valid_to is null
        )
    left join find_contract_holders
        on status_periods.customer_number = find_contract_holders.customer_number
        and cut_offs.cut_off_number = find_contract_holders.cut_off_number
    where status_periods.lifecycle_status not in ('prospect', 'former')
        and find_contract_holders.customer_number is null
),

-- an occasion's rank says how many there were until the next one
find_last_occasions as (
    select
        occasions.customer_number,
        cut_offs.cut_off_number,
        cut_offs.outcome_date,
        occasions.occasion_rank as occasion_count,
        {{ dbt.datediff('occasions.occasion_date', 'cut_offs.cut_off_date', 'day') }}
            as silent_days,
        occasions.next_occasion_date
    from cut_offs
    inner join occasions
        on cut_offs.cut_off_date >= occasions.occasion_date
        and (
            cut_offs.cut_off_date < occasions.next_occasion_date
            or occasions.next_occasion_date is null
        )
),

start_windows as (
    select
        cut_off_number,
        {{ add_days('cut_off_date', -1 * var('occasion_window_days')) }}
            as last_earlier_date
    from cut_offs
),

count_earlier_occasions as (
    select
        occasions.customer_number,
        start_windows.cut_off_number,
        occasions.occasion_rank as occasion_count
    from start_windows
    inner join occasions
        on start_windows.last_earlier_date >= occasions.occasion_date
        and (
            start_windows.last_earlier_date < occasions.next_occasion_date
            or occasions.next_occasion_date is null
        )
),

describe_buyers as (
    select
        find_buyers.customer_id,
        find_buyers.cut_off_number,
        find_last_occasions.occasion_count,
        find_last_occasions.occasion_count
        - coalesce(count_earlier_occasions.occasion_count, 0) as recent_occasion_count,
        find_last_occasions.silent_days,
        case
            when find_buyers.cut_off_number > 0
                then coalesce(
                        find_last_occasions.next_occasion_date
                        > find_last_occasions.outcome_date, true
                    )
        end as is_lost
    from find_buyers
    inner join find_last_occasions
        on find_buyers.customer_number = find_last_occasions.customer_number
        and find_buyers.cut_off_number = find_last_occasions.cut_off_number
    left join count_earlier_occasions
        on find_buyers.customer_number = count_earlier_occasions.customer_number
        and find_buyers.cut_off_number = count_earlier_occasions.cut_off_number
)

select * from describe_buyers
