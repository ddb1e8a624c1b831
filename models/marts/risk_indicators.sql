with

customer_scores as (
    select *
    from {{ ref('int_relationship__customer_scores') }}
    where subject is not null
),

newsletter_indicators as (
    select * from {{ ref('int_relationship__newsletter_indicators') }}
),

service_indicators as (
    select * from {{ ref('int_relationship__service_indicators') }}
),

reply_indicators as (
    select * from {{ ref('int_relationship__reply_indicators') }}
),

contract_indicators as (
    select * from {{ ref('int_relationship__contract_indicators') }}
),

purchase_indicators as (
    select * from {{ ref('int_relationship__purchase_indicators') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

list_indicators as (
    select
        customer_id,
        'score_above_average' as indicator,
        odds_ratio as strength,
        cast(risk_score as double) as indicator_value,
        average_share as comparison_value,
        {{ as_of_date() }} as raised_on,
        cast(null as date) as due_date
    from customer_scores
    union all
    select * from newsletter_indicators
    union all
    select * from service_indicators
    union all
    select * from reply_indicators
    union all
    select * from contract_indicators
    union all
    select * from purchase_indicators
),

-- only customers with a relationship to lose
raise_indicators as (
    select
        listed.*,
        indicators.unit,
        indicators.is_decisive,
        indicators.sentence_de,
        indicators.sentence_en,
        case when listed.strength >= indicators.high_from then 'high' else 'medium' end
            as level
    from list_indicators as listed
    inner join indicators on listed.indicator = indicators.code
    inner join customer_scores on listed.customer_id = customer_scores.customer_id
    where listed.strength >= indicators.medium_from
),

-- people read shares in percent and whole days; a contract may lack premium and end
write_numbers as (
    select
        *,
        coalesce({{ number_text('indicator_value', 'unit') }}, '?') as value_text,
        {{ number_text('comparison_value', 'unit') }} as comparison_text
    from raise_indicators
),

write_sentences as (
    select
        customer_id,
        indicator,
        level,
        {{ fill_template('sentence_en', {
            'value': 'value_text',
            'comparison': 'comparison_text',
            'date': 'raised_on',
            'due_date': "coalesce(cast(due_date as " ~ dbt.type_string() ~ "), '?')",
            'currency': "'" ~ var('company_currency') ~ "'",
            'horizon': var('risk_horizon_days'),
            'window': var('risk_earlier_days'),
        }) }} as sentence_en,
        {{ fill_template('sentence_de', {
            'value': german_number('value_text'),
            'comparison': german_number('comparison_text'),
            'date': german_date('raised_on'),
            'due_date': 'coalesce(' ~ german_date('due_date') ~ ", '?')",
            'currency': "'" ~ var('company_currency') ~ "'",
            'horizon': var('risk_horizon_days'),
            'window': var('risk_earlier_days'),
        }) }} as sentence_de,
        strength,
        indicator_value,
        comparison_value,
        is_decisive,
        raised_on,
        due_date
    from write_numbers
)

select * from write_sentences
