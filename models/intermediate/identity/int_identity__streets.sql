with

records as (
    select * from {{ ref('int_identity__records') }}
),

address_words as (
    select * from {{ ref('address_words') }} where field = 'street'
),

-- each spelling is looked at once, however many people live there
list_spellings as (
    select
        street,
        {{ street_with_number('street') }} as street_with_number
    from records
    where street is not null
    group by street
),

-- name|number: what has no number has no bar
split_numbers as (
    select
        street,
        {{ fold_letters("split_part(street_with_number, '|', 1)") }} as street_name,
        nullif(split_part(street_with_number, '|', 2), '') as house_number
    from list_spellings
),

split_words as (
    select
        street,
        house_number,
        {{ each_word('street_name') }}
    from split_numbers
),

shorten_words as (
    select
        split_words.street,
        split_words.house_number,
        split_words.position,
        case
            when words.word is not null then words.standard_word
            else split_words.word
        end as word
    from split_words
    left join address_words as words
        on split_words.word = words.word
),

join_words as (
    select
        street,
        house_number,
        {{ words_in_order('word', 'position') }} as street_name
    from shorten_words
    group by street, house_number
),

join_street_types as (
    select
        street,
        {{ join_street_type('street_name') }} as standard_street,
        {{ house_number('house_number') }} as house_number_in_street
    from join_words
)

select * from join_street_types
