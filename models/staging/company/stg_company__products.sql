with

delivered as (
    select * from {{ source('company', 'products') }}
),

newest as (
    select
        *,
        {{ is_newest('product_id') }} as is_newest
    from delivered
),

renamed as (
    select
        product_id,

        product_group,
        product_line,

        cast(unit_margin as decimal(18, 4)) as unit_margin,
        delivery_number,

        cast(launched_on as date) as launched_on
    from newest
    where is_newest
)

select * from renamed
