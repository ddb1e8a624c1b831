with

delivered as (
    select * from {{ source('shop', 'order_lines') }}
),

newest as (
    select
        *,
        {{ is_newest('order_line_id') }} as is_newest
    from delivered
),

renamed as (
    select
        order_line_id,
        order_id,
        product_id,

        product_name,
        product_group,

        cast(quantity as decimal(18, 4)) as quantity,
        cast(net_amount as decimal(18, 4)) as net_amount,
        cast(discount_amount as decimal(18, 4)) as discount_amount,
        delivery_number
    from newest
    where is_newest
)

select * from renamed
