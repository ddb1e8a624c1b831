with

parameters as (
    select * from {{ ref('int_relationship__value_parameters') }}
),

order_columns as (
    select
        model,
        product_line,
        gate_result,
        sample_count,
        version,
        log_likelihood,
        r,
        alpha,
        beta,
        a,
        b,
        p,
        q,
        v,
        is_usable,
        is_current,
        cut_off_date,
        fitted_on
    from parameters
)

select * from order_columns
