with

payments_ahead as (
    select * from {{ ref('int_relationship__payments_ahead') }}
),

parameters as (
    select * from {{ ref('int_relationship__value_parameters') }}
    where model = 'shifted_beta_geometric' and is_usable
),

-- a product line without a curve of its own takes that of all
choose_curves as (
    select
        payments_ahead.*,
        coalesce(line_curves.alpha, curves.alpha) as alpha,
        coalesce(line_curves.beta, curves.beta) as beta,
        curves.is_usable
    from payments_ahead
    left join parameters as curves
        on payments_ahead.cut_off_date = curves.cut_off_date
        and curves.product_line = 'all'
    left join parameters as line_curves
        on payments_ahead.cut_off_date = line_curves.cut_off_date
        and payments_ahead.product_line = line_curves.product_line
),

expect_renewals as (
    select
        *,
        (beta + contract_year - 1) / (alpha + beta + contract_year - 1)
            as renewal_share
    from choose_curves
),

add_up_contracts as (
    select
        customer_number,
        coalesce(
            sum(payment_amount * (certain_count + renewal_share * renewal_count)), 0
        ) as premium_sum,
        bool_or(is_premium_unknown) as is_premium_unknown,
        is_usable,
        is_current,
        cut_off_date
    from expect_renewals
    group by customer_number, is_usable, is_current, cut_off_date
),

predict_contracts as (
    select
        customer_number,
        cast(case
            when is_usable and not is_premium_unknown then premium_sum
        end as decimal(18, 2)) as contract_value_amount,
        is_current,
        cut_off_date
    from add_up_contracts
)

select * from predict_contracts
