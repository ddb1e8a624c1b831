with

records as (
    select * from {{ ref('int_identity__records') }}
),

legal_forms as (
    select * from {{ ref('legal_forms') }}
),

-- a firm's name often stands where a person's last name should
list_names as (
    select company_name as name_text from records
    union all
    select last_name as name_text from records
),

-- each spelling is looked at once, however many records carry it
fold_spellings as (
    select
        name_text,
        {{ fold_letters('name_text') }} as name
    from list_names
    where name_text is not null
    group by name_text
),

-- counted from the end: gmbh · kg, co, gmbh · k, e
find_legal_forms as (
    select
        folded.name_text,
        folded.name,
        coalesce(length(last.word) + 1, 0)
        + coalesce(length(second_last.word) + 1, 0)
        + coalesce(length(third_last.word) + 1, 0)
        + coalesce(length(fourth_last.word) + 1, 0) as form_length,
        coalesce(last.is_form or second_last.word is not null, false) as has_legal_form
    from fold_spellings as folded
    left join legal_forms as last
        on {{ word_from_end('folded.name', 1) }} = last.word
    left join legal_forms as second_last
        on {{ word_from_end('folded.name', 2) }} = second_last.word
        and last.word is not null
    left join legal_forms as third_last
        on {{ word_from_end('folded.name', 3) }} = third_last.word
        and second_last.word is not null
    left join legal_forms as fourth_last
        on {{ word_from_end('folded.name', 4) }} = fourth_last.word
        and third_last.word is not null
),

cut_legal_forms as (
    select
        name_text,
        case
            when form_length < length(name)
                then substr(name, 1, length(name) - form_length)
            else name
        end as standard_name,
        has_legal_form and form_length < length(name) as has_legal_form
    from find_legal_forms
)

select * from cut_legal_forms
