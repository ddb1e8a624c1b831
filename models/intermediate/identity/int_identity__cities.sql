with

records as (
    select * from {{ ref('int_identity__records') }}
),

address_words as (
    select * from {{ ref('address_words') }} where field <> 'street'
),

-- each spelling is looked at once; what stands behind a comma or in brackets is no city
fold_spellings as (
    select
        city,
        {{ fold_letters(regexp_replace_all('city', '[,(/;].*$|[0-9]+')) }} as name,
        count(*) as record_count
    from records
    where city is not null
    group by city
),

split_words as (
    select
        city,
        record_count,
        {{ each_word('name') }}
    from fold_spellings
),

know_words as (
    select
        split_words.city,
        split_words.record_count,
        split_words.position,
        case
            when words.field = 'city_prefix' then null
            else coalesce(words.standard_word, split_words.word)
        end as word,
        words.field = 'city'
        and words.standard_word is null
        and split_words.position > 1 as is_addition
    from split_words
    left join address_words as words
        on split_words.word = words.word
        and (words.field = 'city' or split_words.position = 1)
),

-- from "am" in Frankfurt am Main on, all is an addition
find_additions as (
    select
        *,
        min(case when is_addition then position end) over (partition by city)
            as addition_position
    from know_words
),

join_words as (
    select
        city,
        record_count,
        {{ words_in_order('word', 'position') }} as name
    from find_additions
    where position < coalesce(addition_position, position + 1)
    group by city, record_count
),

count_names as (
    select
        name,
        sum(record_count) as record_count
    from join_words
    group by name
),

-- Berlin Mitte is Berlin, if more records know Berlin; Bad Homburg is not Bad
cut_districts as (
    select
        names.city,
        coalesce(shorter.name, names.name) as standard_city,
        {{ postal_code_in_city('names.city') }} as postal_code_in_city
    from join_words as names
    inner join count_names as whole
        on names.name = whole.name
    left join count_names as shorter
        on split_part(names.name, ' ', 1) = shorter.name
        and whole.record_count <= shorter.record_count
)

select * from cut_districts
