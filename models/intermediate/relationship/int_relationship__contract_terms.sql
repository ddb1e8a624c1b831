with

contracts as (
    select * from {{ ref('int_activity__contracts') }} where is_counted
),

versions as (
    select * from {{ ref('int_activity__contract_versions') }}
),

-- the end that a cancelled contract names is no term's end any more, and would tell the
-- past what came later: the last version before the cancellation speaks of the term
rank_versions as (
    select
        *,
        status in ('ended', 'cancellation_pending') as is_ending,
        cast(max(updated_at) over (partition by contract_key) as date)
            as last_updated_on,
        row_number() over (
            partition by contract_key
            order by
                case when status in ('ended', 'cancellation_pending') then 1 else 0 end,
                updated_at desc,
                delivery_number desc,
                delivery_id
        ) as word_rank
    from versions
),

add_terms as (
    select
        contracts.*,
        case when not terms.is_ending then terms.end_date end as term_end_date,
        case when not terms.is_ending then terms.renewal_date end
            as term_renewal_date,
        terms.is_ending,
        -- what goes on under a successor, or ended on paper only, is not cancelled
        case
            when contracts.is_technical_end
                or (contracts.end_date is not null and not contracts.is_loss_end)
                then null
            when contracts.cancellation_received_at is not null
                then cast(contracts.cancellation_received_at as date)
            when contracts.status = 'cancellation_pending'
                or terms.cancellation_effective_date is not null
                then terms.last_updated_on
        end as cancelled_on
    from contracts
    inner join rank_versions as terms
        on contracts.contract_key = terms.contract_key and terms.word_rank = 1
),

-- of two delivered days the next one still to come speaks of the running term, else
-- the later one
find_anchors as (
    select
        *,
        case
            when is_ending and auto_renews
                then {{ add_months('start_date', 12) }}
            when term_end_date > {{ as_of_date() }} then term_end_date
            when term_renewal_date > {{ as_of_date() }} then term_renewal_date
            when term_renewal_date > term_end_date or term_end_date is null
                then term_renewal_date
            else term_end_date
        end as anchor_date
    from add_terms
),

-- without a word a term goes on for a year at most (for insurance VVG § 11 (1)); what
-- runs out, or ends with a death, is no loss of a customer's trust
describe_terms as (
    select
        contract_key,
        contract_id,
        customer_id,
        source,
        product_line,
        case
            when notice_period_days between 0 and {{ var('max_notice_days') }}
                then notice_period_days
        end as notice_period_days,
        annual_premium_amount,
        least(12, greatest(1, case
            when anchor_date > start_date
                then {{ dbt.datediff('start_date', 'anchor_date', 'month') }}
            else 12
        end)) as term_months,
        auto_renews,
        start_date,
        chain_start_date,
        end_date,
        anchor_date,
        cancelled_on,
        case
            when is_loss_end and not is_agreed_end
                and coalesce(cancelled_by, 'unnamed') not in ('death', 'other')
                then least(cancelled_on, end_date)
        end as lost_on,
        case when cancelled_by = 'death' then least(cancelled_on, end_date) end
            as death_known_on
    from find_anchors
)

select * from describe_terms
