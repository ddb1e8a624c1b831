with

records as (
    select * from {{ ref('int_identity__records') }}
),

-- where the other field is empty, one may hold both names
list_names as (
    select
        first_name as name_text,
        email,
        last_name is null as is_alone,
        1 as first_name_count
    from records
    union all
    select
        last_name as name_text,
        email,
        first_name is null as is_alone,
        0 as first_name_count
    from records
),

-- no name: bluebird7, anna_m, and what only repeats the address (of abaum@mail.example)
keep_names as (
    select *
    from list_names
    where not {{ regexp_matches(
        'name_text', '[_@]|\\p{L}[^ ]*[0-9]|[0-9][^ ]*\\p{L}'
    ) }}
        and not (
            is_alone and name_text = split_part(coalesce(lower(email), ''), '@', 1)
        )
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
    from keep_names
    group by name_text, is_alone
)

select * from fold_spellings
