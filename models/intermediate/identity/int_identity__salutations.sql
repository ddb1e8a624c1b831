with

records as (
    select * from {{ ref('int_identity__records') }}
),

name_words as (
    select * from {{ ref('name_words') }} where gender is not null
),

list_salutations as (
    select salutation from records group by salutation
),

-- Herr Dr. and Frau Professorin begin with how a man or a woman is addressed
read_first_words as (
    select
        listed.salutation,
        words.gender
    from list_salutations as listed
    inner join name_words as words
        on {{ fold_letters("split_part(listed.salutation, ' ', 1)") }} = words.word
)

select * from read_first_words
