with

standardized_records as (
    select * from {{ ref('int_identity__standardized_records') }}
),

-- words of addresses whose records lack a name, whole and without an initial
list_address_words as (
    select split_part(email_name, ' ', 1) as word from standardized_records
    where email_name is not null and (name_first is null or name_last is null)
    union all
    select {{ word_from_end('email_name', 1) }} as word from standardized_records
    where email_name is not null and (name_first is null or name_last is null)
    union all
    select substr(email_name, 2) as word from standardized_records
    where email_name is not null and (name_first is null or name_last is null)
    union all
    select substr(email_name, 1, length(email_name) - 1) as word
    from standardized_records
    where email_name is not null and (name_first is null or name_last is null)
),

find_asked_words as (
    select word
    from list_address_words
    where length(word) > 2
    group by word
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
        listed.word,
        {{ value_at_max(
            'listed.name_first', ['listed.name_first', 'listed.name_last']
        ) }} as name_first,
        {{ value_at_max(
            'listed.name_last', ['listed.name_first', 'listed.name_last']
        ) }} as name_last,
        sum(listed.first_name_count) as first_name_count,
        sum(listed.last_name_count) as last_name_count
    from list_words as listed
    inner join find_asked_words as asked
        on listed.word = asked.word
    group by listed.word
)

select * from know_words
