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
    where last_name like '% %'
),

-- each spelling is looked at once, however many records carry it
fold_spellings as (
    select
        name_text,
        {{ join_last_letters(
            "replace(replace(" ~ fold_letters('name_text')
            ~ ", ' g m b h', ' gmbh'), ' s a r l', ' sarl')"
        ) }} as name
    from list_names
    where name_text is not null
    group by name_text
),

split_words as (
    select
        name_text,
        {{ each_word('name') }}
    from fold_spellings
),

-- the first word is the firm's own, whatever it says but Firma
know_words as (
    select
        split_words.name_text,
        split_words.position,
        coalesce(legal_forms.standard_word, split_words.word) as word,
        legal_forms.kind,
        coalesce(legal_forms.kind, 'variant') <> 'variant'
        and (split_words.position > 1 or legal_forms.kind = 'prefix') as is_legal_word
    from split_words
    left join legal_forms
        on split_words.word = legal_forms.word
),

see_neighbours as (
    select
        *,
        position > max(case when not is_legal_word then position end) over (
            partition by name_text
        ) as is_at_end,
        coalesce(lag(kind) over (
            partition by name_text order by position
        ), 'name') = 'form' as is_behind_form
    from know_words
),

-- gmbh counts nowhere; co, e, k not at the end or behind a form
mark_own_words as (
    select
        *,
        not is_legal_word
        or (kind = 'addition' and not is_at_end and not is_behind_form) as is_own
    from see_neighbours
),

rank_own_words as (
    select
        *,
        row_number() over (
            partition by name_text, is_own order by position
        ) as place,
        is_at_end and (
            kind = 'form' or count(*) over (partition by name_text, is_at_end) > 1
        ) as shows_company
    from mark_own_words
),

join_words as (
    select
        name_text,
        {{ words_in_order('case when is_own then word end', 'position') }}
            as standard_company_name,
        {{ words_in_order('case when is_own then word end', 'word') }} as sorted_words,
        min(case when is_own and place <= 2 then word end) as first_key_word,
        max(case when is_own and place <= 2 then word end) as second_key_word,
        bool_or(shows_company) as has_legal_form
    from rank_own_words
    group by name_text
),

add_key as (
    select
        name_text,
        standard_company_name,
        replace(sorted_words, ' ', '') as company_words,
        case
            when first_key_word = second_key_word then first_key_word
            else first_key_word || ' ' || second_key_word
        end as company_key,
        has_legal_form
    from join_words
)

select * from add_key
