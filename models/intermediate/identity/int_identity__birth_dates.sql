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
        count(distinct coalesce(last_name, first_name)) as name_count
    from records
    where birth_date is not null
    group by source, birth_date
),

split_numbers as (
    select
        *,
        lpad(split_part(numbers, '-', 1), 2, '0') as first_number,
        lpad(split_part(numbers, '-', 2), 2, '0') as second_number,
        split_part(numbers, '-', 1) as first_text,
        split_part(numbers, '-', 3) as third_text,
        birth_date like '%.%' as has_dots,
        split_part(numbers, '-', 1) like '____' as is_year_first
    from list_spellings
),

-- 05/25/1980 has one reading: what 05/06/1980 means, the clear dates of a source tell
find_order as (
    select
        *,
        not has_dots and sum(case
            when is_year_first then 0
            when second_number between '13' and '31' then 1
            when first_number between '13' and '31' then -1
            else 0
        end) over (partition by source, has_dots) > 0 as is_month_first
    from split_numbers
),

-- of a year of two digits one century is impossible, or it is not read
read_parts as (
    select
        source,
        birth_date,
        name_count,
        case
            when is_year_first then first_text
            when third_text not like '__' then third_text
            when '20' || third_text > substr('{{ var("as_of_date") }}', 1, 4)
                then '19' || third_text
            when '19' || third_text < '{{ var("first_birth_year") }}'
                then '20' || third_text
        end as year_text,
        case
            when is_month_first and not is_year_first then first_number
            else second_number
        end as month_text,
        case
            when is_year_first then lpad(third_text, 2, '0')
            when is_month_first then second_number
            else first_number
        end as day_text
    from find_order
),

-- the month is what can be one: 13 is a day, wherever it stands
read_dates as (
    select
        source,
        birth_date,
        name_count,
        case
            when month_text > '12'
                then {{ try_date("year_text || '-' || day_text || '-' || month_text") }}
            else {{ try_date("year_text || '-' || month_text || '-' || day_text") }}
        end as read_birth_date
    from read_parts
),

count_names as (
    select
        *,
        extract(month from read_birth_date) = 1
        and extract(day from read_birth_date) = 1 as is_new_year,
        sum(name_count) over (partition by source, read_birth_date) as day_name_count,
        sum(name_count) over (
            partition by source, extract(year from read_birth_date)
        ) as year_name_count
    from read_dates
),

-- where a source does not know the day it may write 1 January, of one year or another
drop_placeholders as (
    select
        dates.source,
        dates.birth_date,
        dates.read_birth_date as standard_birth_date,
        dates.is_new_year
        and dates.day_name_count >= {{ var('min_placeholder_names') }}
        and dates.day_name_count
        > {{ var('min_placeholder_share') }} * dates.year_name_count
            as is_birth_date_guessed
    from count_names as dates
    left join placeholder_dates
        on dates.read_birth_date = placeholder_dates.birth_date
    where dates.read_birth_date <= {{ as_of_date() }}
        and placeholder_dates.birth_date is null
)

select * from drop_placeholders
