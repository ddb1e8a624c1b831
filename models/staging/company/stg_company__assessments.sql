with

delivered as (
    select * from {{ source('company', 'assessments') }}
),

newest as (
    select
        *,
        {{ is_newest(['record', 'assessed_on', 'assessed_by']) }} as is_newest
    from delivered
),

renamed as (
    select
        record as record_id,

        assessed_by,
        perspective_shared,
        note,

        cast(conduct as integer) as conduct,
        cast(openness as integer) as openness,
        cast(shared_values as integer) as shared_values,
        cast(stability as integer) as stability,
        cast(eye_level as integer) as eye_level,
        cast(mutual_benefit as integer) as mutual_benefit,
        cast(people_involved as integer) as people_involved,
        delivery_number,

        cast(assessed_on as date) as assessed_on
    from newest
    where is_newest
)

select * from renamed
