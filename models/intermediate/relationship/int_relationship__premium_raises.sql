with

terms as (
    select * from {{ ref('int_relationship__contract_terms') }}
),

premiums as (
    select * from {{ ref('int_activity__contract_premiums') }}
),

compare_with_version_before as (
    select
        contract_key,
        annual_premium_amount,
        lag(annual_premium_amount) over (
            partition by contract_key order by valid_from
        ) as previous_premium_amount,
        valid_from
    from premiums
),

keep_raises as (
    select
        terms.contract_key,
        terms.customer_id,
        versions.previous_premium_amount,
        versions.annual_premium_amount,
        cast(versions.annual_premium_amount as double)
        / versions.previous_premium_amount - 1 as raise_share,
        versions.valid_from as raised_on
    from compare_with_version_before as versions
    inner join terms on versions.contract_key = terms.contract_key
    where versions.previous_premium_amount > 0
        and versions.annual_premium_amount > versions.previous_premium_amount
        and versions.valid_from <= {{ as_of_date() }}
        and versions.valid_from > terms.start_date
        and (terms.end_date is null or versions.valid_from < terms.end_date)
        and terms.customer_id is not null
)

select * from keep_raises
