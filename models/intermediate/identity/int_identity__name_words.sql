with

name_spellings as (
    select * from {{ ref('int_identity__name_spellings') }}
),

name_words as (
    select * from {{ ref('name_words') }}
),

-- what people here are called first rather than last
find_first_names as (
    select name as word
    from name_spellings
    where not is_alone
    group by name
    having 2 * sum(first_name_count) > sum(name_count)
),

split_words as (
    select
        name_text,
        is_alone,
        2 * first_name_count > name_count as is_given,
        length(name_before_comma)
        - length(replace(name_before_comma, ' ', '')) + 1 as comma_position,
        {{ each_word('name') }}
    from name_spellings
),

-- a title begins with a word of its own (dr); further words (med) follow it
know_words as (
    select
        split_words.*,
        words.kind,
        first_names.word is not null
        or (length(split_words.word) = 1 and coalesce(words.kind, 'name') <> 'particle')
            as is_first_name,
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
        bool_or(kind = 'birth_mark') over spelling as has_birth_name,
        max(case when position > 1 and kind in ('junior', 'senior') then kind end)
            over spelling as generation
    from know_words
    window spelling as (partition by name_text, is_alone)
),

-- titles stand before the name (or behind its comma), suffixes behind it
keep_words as (
    select
        name_text,
        is_alone,
        word,
        generation,
        position,
        coalesce(kind = 'particle', false) as is_particle,
        is_first_name,
        is_given,
        is_behind_comma and not coalesce(has_birth_name, false) as is_behind_comma
    from find_titles
    where position >= name_position
        and (
            position = 1
            or coalesce(kind, 'name') not in (
                'suffix', 'junior', 'senior', 'birth_mark'
            )
        )
)

select * from keep_words
