with

versions as (
    select * from {{ ref('int_activity__contract_versions') }}
),

dropouts as (
    select * from {{ ref('int_activity__broker_dropouts') }}
),

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

number_newest_versions as (
    select
        *,
        {{ letters_and_digits('stated_number') }} as contract_number
    from versions
    where is_newest
),

-- with automatic renewal the end is only the term's end; the contract system knows a
-- contract better than any broker, and of two brokers the one that spoke last;
-- contracts without a number are never the same
judge_newest_versions as (
    select
        *,
        row_number() over (
            partition by coalesce(contract_number, contract_key), is_own
            order by
                case source when 'contracts' then 0 else 1 end,
                updated_at desc,
                delivery_number desc,
                contract_key
        ) as number_rank,
        case
            when cancellation_effective_date is not null
                then cancellation_effective_date
            when auto_renews and status <> 'ended' then null
            when end_date is null and status = 'ended' then cast(updated_at as date)
            else end_date
        end as own_end_date
    from number_newest_versions
),

-- a contract that vanished from its broker's full delivery ended by then
resolve_contracts as (
    select
        judge_newest_versions.contract_key,
        judge_newest_versions.contract_id,
        judge_newest_versions.contract_number,
        judge_newest_versions.source,
        judge_newest_versions.record_id,
        customer_records.customer_id,
        customer_records.customer_number,
        judge_newest_versions.broker_id,
        judge_newest_versions.product_line,
        judge_newest_versions.kind,
        judge_newest_versions.status,
        judge_newest_versions.predecessor_contract_id,
        judge_newest_versions.cancelled_by,
        case
            when not judge_newest_versions.is_own then 'held_elsewhere'
            when judge_newest_versions.status = 'offer' then 'offer'
            when judge_newest_versions.status = 'void' then 'void_contract'
            when judge_newest_versions.source = 'broker'
                and judge_newest_versions.number_rank > 1 then 'delivered_twice'
        end as left_out_by,
        judge_newest_versions.notice_period_days,
        judge_newest_versions.number_rank,
        judge_newest_versions.is_own,
        judge_newest_versions.auto_renews,
        judge_newest_versions.is_technical_end,
        judge_newest_versions.start_date,
        least(judge_newest_versions.own_end_date, dropouts.missing_from) as end_date,
        judge_newest_versions.renewal_date,
        judge_newest_versions.cancellation_received_at
    from judge_newest_versions
    left join dropouts
        on judge_newest_versions.contract_key = dropouts.contract_key
    left join customer_records
        on judge_newest_versions.record_id = customer_records.record_id
)

select * from resolve_contracts
