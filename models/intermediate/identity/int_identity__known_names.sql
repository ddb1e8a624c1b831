with

standardized_records as (
    select * from {{ ref('int_identity__standardized_records') }}
),

count_names as (
    select
        name_first,
        replace(name_last, ' ', '') as name_last,
        count(*) as record_count
    from standardized_records
    where name_first is not null or name_last is not null
    group by name_first, replace(name_last, ' ', '')
),

-- as they may stand in an e-mail address: anna, mueller, annamueller, muelleranna
list_words as (
    select
        name_first as word,
        record_count as first_name_count,
        0 as last_name_count,
        cast(null as {{ dbt.type_string() }}) as name_first,
        cast(null as {{ dbt.type_string() }}) as name_last
    from count_names
    union all
    select
        name_last as word,
        0 as first_name_count,
        record_count as last_name_count,
        cast(null as {{ dbt.type_string() }}) as name_first,
        cast(null as {{ dbt.type_string() }}) as name_last
    from count_names
    union all
    select
        name_first || name_last as word,
        0 as first_name_count,
        0 as last_name_count,
        name_first,
        name_last
    from count_names
    where length(name_first) > 1
    union all
    select
        name_last || name_first as word,
        0 as first_name_count,
        0 as last_name_count,
        name_first,
        name_last
    from count_names
    where length(name_first) > 1
),

know_words as (
    select
        word,
        {{ value_at_max('name_first', ['name_first', 'name_last']) }} as name_first,
        {{ value_at_max('name_last', ['name_first', 'name_last']) }} as name_last,
        sum(first_name_count) as first_name_count,
        sum(last_name_count) as last_name_count
    from list_words
    where length(word) > 2
    group by word
)

select * from know_words
