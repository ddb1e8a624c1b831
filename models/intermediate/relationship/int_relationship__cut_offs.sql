with

number_cut_offs as (
    select {{ each_number('0', '2') }} as cut_off_number
),

-- what became of a customer is known when the horizon has passed
date_cut_offs as (
    select
        cut_off_number,
        {{ add_days(
            as_of_date(), '-cut_off_number * ' ~ var('risk_horizon_days')
        ) }} as cut_off_date,
        {{ add_days(
            as_of_date(), '(1 - cut_off_number) * ' ~ var('risk_horizon_days')
        ) }} as outcome_date
    from number_cut_offs
)

select * from date_cut_offs
