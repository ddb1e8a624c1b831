with

records as (
    select * from {{ ref('int_identity__records') }}
),

name_words as (
    select * from {{ ref('name_words') }}
),

-- where the other field is empty, one may hold both names
list_names as (
    select first_name as name_text, last_name is null as is_alone, 1 as first_name_count
    from records
    where first_name is not null
    union all
    select last_name as name_text, first_name is null as is_alone, 0 as first_name_count
    from records
    where last_name is not null
),

-- each spelling is looked at once, however many people carry it
fold_spellings as (
    select
        name_text,
        is_alone,
        {{ fold_letters('name_text') }} as name,
        {{ fold_letters("split_part(name_text, ',', 1)") }} as name_before_comma,
        sum(first_name_count) as first_name_count,
        count(*) as name_count
    from list_names
    group by name_text, is_alone
),

-- what people here are called first rather than last
find_first_names as (
    select name as word
    from fold_spellings
    where not is_alone
    group by name
    having 2 * sum(first_name_count) > sum(name_count)
),

split_words as (
    select
        name_text,
        is_alone,
        length(name_before_comma)
        - length(replace(name_before_comma, ' ', '')) + 1 as comma_position,
        {{ each_word('name') }}
    from fold_spellings
),

-- a title begins with a word of its own (dr); further words (med) follow it
know_words as (
    select
        split_words.*,
        words.kind,
        first_names.word is not null as is_first_name,
        coalesce(
            words.kind = 'title'
            or (words.kind = 'further_title' and split_words.position > 1),
            false
        ) as is_title,
        split_words.position > split_words.comma_position as is_behind_comma
    from split_words
    left join name_words as words
        on split_words.word = words.word
    left join find_first_names as first_names
        on split_words.word = first_names.word
),

find_titles as (
    select
        *,
        min(case when not is_title then position end) over (
            partition by name_text, is_alone, is_behind_comma
        ) as name_position,
        bool_or(kind = 'birth_mark') over (
            partition by name_text, is_alone
        ) as has_birth_name
    from know_words
),

-- titles stand before the name (or behind its comma), suffixes behind it
keep_words as (
    select
        name_text,
        is_alone,
        word,
        position,
        coalesce(kind = 'particle', false) as is_particle,
        is_first_name,
        is_behind_comma and not coalesce(has_birth_name, false) as is_behind_comma
    from find_titles
    where position >= name_position
        and (
            position = 1
            or coalesce(kind, 'name') not in ('suffix', 'birth_mark')
        )
)

select * from keep_words
