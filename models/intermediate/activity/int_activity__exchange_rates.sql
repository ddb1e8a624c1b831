with

exchange_rates as (
    select * from {{ ref('stg_company__exchange_rates') }}
),

-- a rate holds until the next one
date_rates as (
    select
        currency as original_currency,
        rate_to_company_currency as rate,
        rate_date as valid_from,
        lead(rate_date) over (partition by currency order by rate_date) as valid_to
    from exchange_rates
    where currency <> '{{ var("company_currency") }}'
),

-- the company's own currency needs none
add_company_currency as (
    select
        original_currency,
        rate,
        valid_from,
        valid_to
    from date_rates
    union all
    select
        '{{ var("company_currency") }}' as original_currency,
        cast(1 as decimal(18, 8)) as rate,
        cast('0001-01-01' as date) as valid_from,
        cast(null as date) as valid_to
)

select * from add_company_currency
