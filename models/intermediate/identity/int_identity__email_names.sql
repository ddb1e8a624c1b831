with

standardized_records as (
    select * from {{ ref('int_identity__standardized_records') }}
),

known_names as (
    select * from {{ ref('int_identity__known_names') }}
),

first_name_variants as (
    select * from {{ ref('first_name_variants') }}
),

-- an address is asked for a name only where a record lacks one
list_email_names as (
    select
        email_name,
        split_part(email_name, ' ', 1) as first_word,
        {{ word_from_end('email_name', 1) }} as last_word,
        email_name like '% %' as has_two_words
    from standardized_records
    where email_name is not null
        and not is_role_email
        and (name_first is null or name_last is null)
    group by email_name
),

-- anna.mueller or mueller.anna: the word that people here rather have as first name
tell_two_words_apart as (
    select
        listed.email_name,
        listed.first_word,
        listed.last_word,
        length(listed.first_word) > 1 and (
            length(listed.last_word) = 1
            or coalesce(behind.first_name_count - behind.last_name_count, 0)
            > coalesce(before.first_name_count - before.last_name_count, 0)
        ) as is_last_name_first,
        case when before.word is not null or length(listed.first_word) = 1
                then listed.first_word
        end as known_first_word,
        case when behind.word is not null or length(listed.last_word) = 1
                then listed.last_word
        end as known_last_word
    from list_email_names as listed
    left join known_names as before
        on listed.first_word = before.word
    left join known_names as behind
        on listed.last_word = behind.word
    where listed.has_two_words
        and (before.word is not null or behind.word is not null)
),

-- annamueller, mueller, amueller, anna, muellera: the first that is somebody's name
look_up_one_word as (
    select
        listed.email_name,
        case
            when whole.name_last is not null then whole.name_first
            when whole.last_name_count > whole.first_name_count then null
            when behind_initial.last_name_count > 0 then substr(listed.first_word, 1, 1)
            when whole.first_name_count > 0 then listed.first_word
            when before_initial.last_name_count > 0
                then substr(listed.first_word, length(listed.first_word))
        end as name_first,
        case
            when whole.name_last is not null then whole.name_last
            when whole.last_name_count > whole.first_name_count then listed.first_word
            when behind_initial.last_name_count > 0 then behind_initial.word
            when whole.first_name_count > 0 then null
            when before_initial.last_name_count > 0 then before_initial.word
        end as name_last
    from list_email_names as listed
    left join known_names as whole
        on listed.first_word = whole.word
    left join known_names as behind_initial
        on substr(listed.first_word, 2) = behind_initial.word
    left join known_names as before_initial
        on substr(listed.first_word, 1, length(listed.first_word) - 1)
        = before_initial.word
    where not listed.has_two_words
),

unite_names as (
    select
        email_name,
        case
            when is_last_name_first then known_last_word else known_first_word
        end as name_first,
        case when is_last_name_first then first_word else last_word end as name_last,
        known_first_word is not null and known_last_word is not null as is_person
    from tell_two_words_apart
    union all
    select
        email_name,
        name_first,
        name_last,
        name_first is not null as is_person
    from look_up_one_word
    where name_first is not null or name_last is not null
),

add_variants_and_sounds as (
    select
        names.email_name,
        names.name_first,
        {{ first_name_group('variants', 'names.name_first') }} as name_first_group,
        nullif({{ cologne_code(
            'coalesce(variants.first_name, names.name_first)'
        ) }}, '') as first_key,
        names.name_last,
        nullif({{ cologne_code('names.name_last') }}, '') as name_key,
        names.is_person
    from unite_names as names
    left join first_name_variants as variants
        on names.name_first = variants.variant
)

select * from add_variants_and_sounds
