with

compared_records as (
    select * from {{ ref('int_identity__compared_records') }}
),

clusters as (
    select * from {{ ref('int_identity__clusters') }}
),

customer_ids as (
    select * from {{ ref('int_identity__customer_ids') }}
),

strongest_links as (
    select * from {{ ref('int_identity__strongest_links') }}
),

pattern_reasons as (
    select * from {{ ref('int_identity__pattern_reasons') }}
),

match_kinds as (
    select * from {{ ref('match_kinds') }}
),

name_links as (
    select
        records.record_id,
        linked.record_id as linked_record_id,
        links.pattern,
        case
            when links.ruled_on is not null then 'ruling'
            when links.pattern is not null then 'evidence'
            else 'only_record'
        end as match_kind,
        links.ruled_by,
        coalesce(links.match_probability, 1.0) as match_probability,
        links.ruled_on
    from compared_records as records
    left join strongest_links as links
        on records.record_number = links.record_number
    left join compared_records as linked
        on links.linked_record_number = linked.record_number
),

explain_records as (
    select
        links.record_id,
        links.linked_record_id,
        customer_ids.customer_id,
        clusters.cluster_number as customer_number,
        split_part(links.record_id, ':', 1) as source,
        links.match_kind,
        {{ fill_template('kinds.reason_en', {
            'record_id': 'links.linked_record_id',
            'evidence': 'reasons.evidence_en',
            'ruled_by': 'links.ruled_by',
            'ruled_on': 'links.ruled_on',
        }) }} as match_reason,
        {{ fill_template('kinds.reason_de', {
            'record_id': 'links.linked_record_id',
            'evidence': 'reasons.evidence_de',
            'ruled_by': 'links.ruled_by',
            'ruled_on': 'links.ruled_on',
        }) }} as match_reason_de,
        cast(links.match_probability as decimal(5, 4)) as match_probability
    from name_links as links
    inner join clusters
        on links.record_id = clusters.record_id
    inner join customer_ids
        on clusters.cluster_id = customer_ids.cluster_id
    inner join match_kinds as kinds
        on links.match_kind = kinds.match_kind
    left join pattern_reasons as reasons
        on links.pattern = reasons.pattern
)

select * from explain_records
