with

records as (
    select * from {{ ref('int_identity__records') }}
),

titles as (
    select * from {{ ref('titles') }}
),

list_names as (
    select first_name as name_text from records
    union all
    select last_name as name_text from records
),

-- each spelling is looked at once, however many people carry it
fold_spellings as (
    select
        name_text,
        {{ fold_letters('name_text') }} as name
    from list_names
    where name_text is not null
    group by name_text
),

-- a title begins with a word of its own (dr); more of them or additions (med) follow
find_titles as (
    select
        folded.name_text,
        folded.name,
        coalesce(length(first.word) + 1, 0)
        + coalesce(length(second.word) + 1, 0)
        + coalesce(length(third.word) + 1, 0)
        + coalesce(length(fourth.word) + 1, 0) as length_before,
        coalesce(length(behind.word) + 1, 0) as length_after
    from fold_spellings as folded
    left join titles as first
        on split_part(folded.name, ' ', 1) = first.word
        and first.place = 'first'
    left join titles as second
        on split_part(folded.name, ' ', 2) = second.word
        and second.place in ('first', 'further')
        and first.word is not null
    left join titles as third
        on split_part(folded.name, ' ', 3) = third.word
        and third.place in ('first', 'further')
        and second.word is not null
    left join titles as fourth
        on split_part(folded.name, ' ', 4) = fourth.word
        and fourth.place in ('first', 'further')
        and third.word is not null
    left join titles as behind
        on {{ word_from_end('folded.name', 1) }} = behind.word
        and behind.place = 'behind'
),

cut_titles as (
    select
        name_text,
        nullif(substr(
            name,
            length_before + 1,
            greatest(length(name) - length_before - length_after, 0)
        ), '') as standard_name
    from find_titles
)

select * from cut_titles
