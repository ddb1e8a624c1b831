with

year_pairs as (
    select * from {{ ref('int_relationship__year_pairs') }}
),

list_month_ends as (
    select *, {{ each_number('1', '12') }} as month_number from year_pairs
),

read_month_ends as (
    select
        scope,
        is_only_source,
        {{ item_of('later_amounts', 'month_number') }} as later_amount,
        {{ item_of('earlier_amounts', 'month_number') }} as earlier_amount,
        first_months_ago,
        12 * years_ago + 12 - month_number as months_ago
    from list_month_ends
),

-- by events, not by amounts: who bought and gave everything back was there
name_movements as (
    select
        scope,
        is_only_source,
        months_ago,
        case
            when later_amount is null then 'lost'
            when earlier_amount is not null then 'stayed'
            when first_months_ago - months_ago >= 2 * 12 then 'reactivated'
            else 'new'
        end as movement,
        coalesce(later_amount, 0) as later_amount,
        coalesce(earlier_amount, 0) as earlier_amount
    from read_month_ends
    where later_amount is not null or earlier_amount is not null
),

-- a change against its movement's sign (a new customer of refunds only) is up or down
sum_movements as (
    select
        scope,
        is_only_source,
        {{ add_months(month_of(as_of_date()), '-months_ago') }} as month,
        sum(earlier_amount) as start_sum,
        sum(later_amount - earlier_amount) filter (
            where movement = 'new' and later_amount > earlier_amount
        ) as new_sum,
        sum(later_amount - earlier_amount) filter (
            where movement = 'reactivated' and later_amount > earlier_amount
        ) as reactivated_sum,
        sum(later_amount - earlier_amount) filter (
            where movement in ('stayed', 'lost') and later_amount > earlier_amount
        ) as up_sum,
        sum(earlier_amount - later_amount) filter (
            where movement <> 'lost' and later_amount < earlier_amount
        ) as down_sum,
        sum(earlier_amount - later_amount) filter (
            where movement = 'lost' and later_amount < earlier_amount
        ) as lost_sum,
        sum(later_amount) as end_sum,
        sum(later_amount) filter (
            where movement in ('stayed', 'lost')
        ) as retained_sum,
        sum(least(later_amount, earlier_amount)) filter (
            where movement in ('stayed', 'lost')
        ) as capped_sum,
        count(*) filter (where earlier_amount > 0) as start_number,
        count(*) filter (
            where earlier_amount > 0 and later_amount > 0
        ) as retained_number
    from name_movements
    group by scope, is_only_source, months_ago
)

select * from sum_movements
