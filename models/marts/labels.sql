with

statuses as (
    select * from {{ ref('statuses') }}
),

status_reasons as (
    select * from {{ ref('status_reasons') }}
),

segments as (
    select * from {{ ref('segments') }}
),

match_kinds as (
    select * from {{ ref('match_kinds') }}
),

indicators as (
    select * from {{ ref('indicators') }}
),

watchlists as (
    select * from {{ ref('watchlists') }}
),

other_labels as (
    select * from {{ ref('label_texts') }}
),

combine_labels as (
    select 'status' as kind, code, label_de, label_en, description from statuses
    union all
    select 'status_reason' as kind, code, label_de, label_en, description
    from status_reasons
    union all
    select 'segment' as kind, code, label_de, label_en, description from segments
    union all
    select 'match_kind' as kind, match_kind as code, label_de, label_en, description
    from match_kinds
    union all
    select 'risk_indicator' as kind, code, label_de, label_en, description
    from indicators
    union all
    select 'watchlist' as kind, code, label_de, label_en, description from watchlists
    union all
    select kind, code, label_de, label_en, description from other_labels
)

select * from combine_labels
