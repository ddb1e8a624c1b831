with

trained as (
    select * from {{ source('state', 'match_weights') }}
),

number_versions as (
    select
        *,
        max(version) over () as newest_version
    from trained
),

keep_newest as (
    select
        party,
        comparison,
        level,

        version,
        same_share,
        household_share,
        record_count,

        trained_at
    from number_versions
    where version = newest_version
)

select * from keep_newest
