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
        contract_periods.customer_id,
        cut_offs.cut_off_number
    from cut_offs
    inner join contract_periods
        on cut_offs.cut_off_date >= contract_periods.valid_from
        and (
            cut_offs.cut_off_date < contract_periods.valid_to
            or contract_periods.valid_to is null
        )
    group by contract_periods.customer_id, cut_offs.cut_off_number
),

-- who has bought and is not yet former can be lost as a buyer; contracts, which go on
-- without purchases, have a risk of their own
find_buyers as (
    select
        status_periods.customer_id,
        cut_offs.cut_off_number,
        cut_offs.cut_off_date,
        cut_offs.outcome_date
    from cut_offs
    inner join status_periods
        on cut_offs.cut_off_date >= status_periods.valid_from
        and (
            cut_offs.cut_off_date < status_periods.valid_to
            or status_periods.valid_to is null
        )
    left join find_contract_holders
        on status_periods.customer_id = find_contract_holders.customer_id
        and cut_offs.cut_off_number = find_contract_holders.cut_off_number
    where status_periods.lifecycle_status not in ('prospect', 'former')
        and find_contract_holders.customer_id is null
),

count_occasions as (
    select
        find_buyers.customer_id,
        find_buyers.cut_off_number,
        find_buyers.cut_off_date,
        count(*) filter (
            where occasions.occasion_date <= find_buyers.cut_off_date
        ) as occasion_count,
        count(*) filter (
            where occasions.occasion_date <= find_buyers.cut_off_date
            and occasions.occasion_date > {{ add_days(
                'find_buyers.cut_off_date', -1 * var('occasion_window_days')
            ) }}
        ) as recent_occasion_count,
        max(occasions.occasion_date) filter (
            where occasions.occasion_date <= find_buyers.cut_off_date
        ) as last_occasion_date,
        max(occasions.occasion_date) <= find_buyers.cut_off_date as is_lost
    from find_buyers
    inner join occasions
        on find_buyers.customer_id = occasions.customer_id
        and find_buyers.outcome_date >= occasions.occasion_date
    group by
        find_buyers.customer_id, find_buyers.cut_off_number, find_buyers.cut_off_date
),

describe_buyers as (
    select
        customer_id,
        cut_off_number,
        occasion_count,
        recent_occasion_count,
        {{ dbt.datediff('last_occasion_date', 'cut_off_date', 'day') }} as silent_days,
        case when cut_off_number > 0 then is_lost end as is_lost
    from count_occasions
)

select * from describe_buyers
