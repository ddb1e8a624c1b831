with

fitted as (
    select * from {{ source('state', 'value_parameters') }}
),

renamed as (
    select
        model,
        product_line,
        gate_result,
        fingerprint,

        version,
        sample_count,
        log_likelihood,
        r,
        alpha,
        beta,
        a,
        b,
        p,
        q,
        v,

        fitted_on
    from fitted
)

select * from renamed
