with

customer_snapshots as (
    select * from {{ ref('int_relationship__customer_snapshots') }}
),

contract_snapshots as (
    select * from {{ ref('int_relationship__contract_snapshots') }}
),

scorecards as (
    select * from {{ ref('int_relationship__contract_scorecards') }}
),

-- the larger the value, the more it speaks for a loss
list_values as (
    select
        cut_off_number,
        'silence' as feature,
        silent_days as feature_value,
        count(*) as customer_count
    from customer_snapshots
    group by cut_off_number, silent_days
    union all
    select cut_off_number, 'frequency' as feature, -occasion_count, count(*)
    from customer_snapshots
    group by cut_off_number, occasion_count
    union all
    select cut_off_number, 'recent_frequency', -recent_occasion_count, count(*)
    from customer_snapshots
    group by cut_off_number, recent_occasion_count
),

-- equal values share the middle of their ranks; doubled, ranks are whole numbers, so
-- that equal sums are equal
rank_values as (
    select
        cut_off_number,
        feature,
        feature_value,
        2 * sum(customer_count) over (
            partition by cut_off_number, feature order by feature_value
        ) - customer_count as doubled_rank,
        sum(customer_count) over (partition by cut_off_number, feature) as all_count
    from list_values
),

rank_customers as (
    select
        snapshots.*,
        silences.doubled_rank as silence_rank,
        silences.doubled_rank + frequencies.doubled_rank as pair_rank,
        silences.doubled_rank + frequencies.doubled_rank
        + recent_frequencies.doubled_rank as triple_rank,
        2.0 * silences.all_count as rank_base
    from customer_snapshots as snapshots
    inner join rank_values as silences
        on snapshots.cut_off_number = silences.cut_off_number
        and snapshots.silent_days = silences.feature_value
        and silences.feature = 'silence'
    inner join rank_values as frequencies
        on snapshots.cut_off_number = frequencies.cut_off_number
        and snapshots.occasion_count = -frequencies.feature_value
        and frequencies.feature = 'frequency'
    inner join rank_values as recent_frequencies
        on snapshots.cut_off_number = recent_frequencies.cut_off_number
        and snapshots.recent_occasion_count = -recent_frequencies.feature_value
        and recent_frequencies.feature = 'recent_frequency'
),

index_subjects as (
    select
        customer_id as subject_id,
        customer_id,
        'customer' as subject,
        cut_off_number,
        triple_rank / rank_base as fit_index,
        triple_rank / rank_base as score_index,
        silence_rank / rank_base as plain_index,
        pair_rank / rank_base as plain_pair_index,
        is_lost
    from rank_customers
    union all
    select
        contract_snapshots.contract_key as subject_id,
        contract_snapshots.customer_id,
        'contract' as subject,
        contract_snapshots.cut_off_number,
        scorecards.fit_index,
        scorecards.score_index,
        -contract_snapshots.tenure_days as plain_index,
        cast(null as double) as plain_pair_index,
        contract_snapshots.is_lost
    from contract_snapshots
    inner join scorecards
        on contract_snapshots.cut_off_number = scorecards.cut_off_number
        and contract_snapshots.risk_profile = scorecards.risk_profile
)

select * from index_subjects
