with

contract_snapshots as (
    select * from {{ ref('int_relationship__contract_snapshots') }}
),

count_profiles as (
    select
        cut_off_number,
        risk_profile,
        length(risk_profile) - length(replace(risk_profile, '|', '')) + 1 as places,
        count(is_lost) as contract_count,
        count(*) filter (where is_lost) as lost_count
    from contract_snapshots
    group by cut_off_number, risk_profile
),

number_places as (
    select *, {{ each_number('1', 'places') }} as place from count_profiles
),

list_classes as (
    select
        cut_off_number,
        risk_profile,
        cast(place as integer) as place,
        split_part(risk_profile, '|', cast(place as integer)) as class,
        contract_count,
        lost_count
    from number_places
),

count_classes as (
    select
        cut_off_number,
        place,
        class,
        sum(contract_count) as contract_count,
        sum(lost_count) as lost_count,
        sum(sum(contract_count)) over whole as all_count,
        sum(sum(lost_count)) over whole as all_lost_count
    from list_classes
    group by cut_off_number, place, class
    window whole as (partition by cut_off_number, place)
),

-- a small class is drawn to the average by so many average contracts
draw_to_average as (
    select
        *,
        (lost_count + {{ var('risk_prior_count') }} * all_lost_count / all_count)
        / (contract_count + {{ var('risk_prior_count') }}) as lost_share,
        all_lost_count / cast(all_count as double) as average_share
    from count_classes
    where all_lost_count > 0 and all_lost_count < all_count
),

-- weight of evidence: how far the class shifts the log-odds of a loss
weigh_classes as (
    select
        cut_off_number,
        place,
        class,
        ln(lost_share / (1 - lost_share))
        - ln(average_share / (1 - average_share)) as weight
    from draw_to_average
),

-- weights of the same day show what the past was like, those of the cut-off before it
-- what could be known on the day
add_up_weights as (
    select
        list_classes.cut_off_number,
        list_classes.risk_profile,
        round(coalesce(sum(same_day.weight), 0), 6) as fit_index,
        round(coalesce(sum(day_before.weight), 0), 6) as score_index
    from list_classes
    left join weigh_classes as same_day
        on list_classes.cut_off_number = same_day.cut_off_number
        and list_classes.place = same_day.place
        and list_classes.class = same_day.class
    left join weigh_classes as day_before
        on list_classes.cut_off_number + 1 = day_before.cut_off_number
        and list_classes.place = day_before.place
        and list_classes.class = day_before.class
    group by list_classes.cut_off_number, list_classes.risk_profile
)

select * from add_up_weights
