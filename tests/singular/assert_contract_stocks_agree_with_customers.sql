-- the stock at the end is what the customers hold on as_of_date
with

contract_stocks as (
    select *
    from {{ ref('contract_stocks') }}
    where scope = 'all' and month = {{ month_of(as_of_date()) }}
),

customers as (
    select * from {{ ref('customers') }} where live_contract_count > 0
),

count_holders as (
    select
        count(*) as holder_count,
        coalesce(sum(live_contract_count), 0) as contract_count
    from customers
),

find_differences as (
    select
        contract_stocks.month,
        contract_stocks.holder_count
    from contract_stocks
    cross join count_holders
    where contract_stocks.holder_count <> count_holders.holder_count
        or contract_stocks.stock_count < count_holders.contract_count
        or round(coalesce(
            contract_stocks.contracts_per_customer * contract_stocks.holder_count, 0
        )) <> count_holders.contract_count
)

select * from find_differences
