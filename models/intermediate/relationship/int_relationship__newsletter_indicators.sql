with

events as (
    select *
    from {{ ref('stg_newsletter__events') }}
    where occurred_at >= {{ add_days(earlier_after(), 1) }}
        and occurred_at < {{ add_days(as_of_date(), 1) }}
),

records as (
    select * from {{ ref('int_identity__records') }}
),

customer_records as (
    select * from {{ ref('int_identity__customer_records') }}
),

-- what an address of several customers does says nothing about one of them
find_addressees as (
    select
        lower(trim(records.email)) as address,
        max(customer_records.customer_id) as customer_id
    from records
    inner join customer_records on records.record_id = customer_records.record_id
    where records.email is not null
    group by lower(trim(records.email))
    having max(customer_records.customer_id) = min(customer_records.customer_id)
),

-- a mail program that opens by itself is no reader
describe_letters as (
    select
        lower(trim(email)) as address,
        bool_or(event = 'open' and not coalesce(is_machine_open, false)) as is_opened,
        bool_or(event = 'click') as is_clicked,
        cast(min(occurred_at) filter (where event = 'sent') as date) as sent_on
    from events
    group by lower(trim(email)), campaign_id
    having not bool_or(event = 'bounce')
),

count_letters as (
    select
        find_addressees.customer_id,
        letters.sent_on > {{ recent_after() }} as is_recent,
        count(*) as letter_count,
        count(*) filter (where letters.is_opened) as opened_count,
        count(*) filter (where letters.is_clicked) as clicked_count,
        max(letters.sent_on) as last_sent_on
    from describe_letters as letters
    inner join find_addressees on letters.address = find_addressees.address
    where letters.sent_on is not null
    group by find_addressees.customer_id, letters.sent_on > {{ recent_after() }}
),

list_rates as (
    select *, 'open_rate_falling' as indicator, opened_count as hit_count
    from count_letters
    union all
    select *, 'click_rate_falling' as indicator, clicked_count as hit_count
    from count_letters
),

compare_rates as (
    select
        recent.customer_id,
        recent.indicator,
        recent.hit_count / cast(recent.letter_count as double) as indicator_value,
        earlier.hit_count / cast(earlier.letter_count as double) as comparison_value,
        (recent.hit_count + earlier.hit_count)
        / cast(recent.letter_count + earlier.letter_count as double) as pooled_share,
        1.0 / recent.letter_count + 1.0 / earlier.letter_count as inverse_counts,
        recent.last_sent_on as raised_on
    from list_rates as recent
    inner join list_rates as earlier
        on recent.customer_id = earlier.customer_id
        and recent.indicator = earlier.indicator
        and not earlier.is_recent
    where recent.is_recent
        and recent.letter_count >= {{ var('risk_min_letters') }}
        and earlier.letter_count >= {{ var('risk_min_letters') }}
),

-- two proportions, in standard deviations of their difference
measure_falls as (
    select
        customer_id,
        indicator,
        (comparison_value - indicator_value)
        / nullif(sqrt(pooled_share * (1 - pooled_share) * inverse_counts), 0)
            as strength,
        indicator_value,
        comparison_value,
        raised_on,
        cast(null as date) as due_date
    from compare_rates
)

select * from measure_falls
