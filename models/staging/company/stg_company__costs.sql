with

delivered as (
    select * from {{ source('company', 'costs') }}
),

newest as (
    select
        *,
        {{ is_newest(['month', 'kind', 'amount', 'currency']) }} as is_newest
    from delivered
),

renamed as (
    select
        kind,
        currency,

        cast(amount as decimal(18, 4)) as amount,
        delivery_number,

        cast(month as date) as month
    from newest
    where is_newest
)

select * from renamed
