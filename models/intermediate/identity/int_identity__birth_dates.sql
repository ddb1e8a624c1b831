with

records as (
    select * from {{ ref('int_identity__records') }}
),

placeholder_dates as (
    select * from {{ ref('placeholder_birth_dates') }}
),

-- each spelling is looked at once; a source writes its dates in its own way
list_spellings as (
    select
        source,
        birth_date,
        {{ date_numbers('birth_date') }} as numbers,
        birth_date like '%.%' as has_dots
    from records
    where birth_date is not null
    group by source, birth_date
),

-- 05/25/1980 can only be read one way: what 05/06/1980 means, a source's clear dates tell
find_order as (
    select
        *,
        not has_dots and sum({{ month_first_vote('numbers') }}) over (
            partition by source, has_dots
        ) > 0 as is_month_first
    from list_spellings
),

read_dates as (
    select
        source,
        birth_date,
        {{ read_date('numbers', 'is_month_first') }} as read_birth_date
    from find_order
),

drop_placeholders as (
    select
        spellings.source,
        spellings.birth_date,
        spellings.read_birth_date as standard_birth_date
    from read_dates as spellings
    left join placeholder_dates
        on spellings.read_birth_date = placeholder_dates.birth_date
    where spellings.read_birth_date <= {{ as_of_date() }}
        and placeholder_dates.birth_date is null
)

select * from drop_placeholders
