with

delivered as (
    select * from {{ source('company', 'exchange_rates') }}
),

newest as (
    select
        *,
        {{ is_newest(['currency', 'rate_date']) }} as is_newest
    from delivered
),

renamed as (
    select
        currency,

        cast(rate_to_company_currency as decimal(18, 10)) as rate_to_company_currency,
        delivery_number,

        cast(rate_date as date) as rate_date
    from newest
    where is_newest
)

select * from renamed
