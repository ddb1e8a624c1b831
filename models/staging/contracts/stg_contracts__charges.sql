with

delivered as (
    select * from {{ source('contracts', 'charges') }}
),

newest as (
    select
        *,
        {{ is_newest('charge_id') }} as is_newest
    from delivered
),

renamed as (
    select
        charge_id,
        contract_id,

        status,
        currency,

        cast(net_amount as decimal(18, 4)) as net_amount,
        delivery_number,

        cast(due_date as date) as due_date,
        cast(period_start as date) as period_start,
        cast(period_end as date) as period_end
    from newest
    where is_newest
)

select * from renamed
