with

name_words as (
    select * from {{ ref('int_identity__name_words') }}
),

first_name_variants as (
    select * from {{ ref('first_name_variants') }}
),

see_whole_spelling as (
    select
        *,
        min(position) over spelling as first_position,
        max(position) over spelling as last_position,
        max(case when not is_behind_comma then position end) over spelling
            as comma_position,
        min(case when not is_first_name then position end) over spelling
            as other_position,
        max(case when not is_first_name then position end) over spelling
            as last_other_position,
        max(case when length(word) = 1 then position end) over spelling
            as initial_position
    from name_words
    window spelling as (partition by name_text, is_alone)
),

-- two words alone may be both names; two first names in their field are only these
find_whole_names as (
    select
        *,
        is_alone
        and name_text like '% %'
        and not (
            is_given
            and other_position is null
            and coalesce(initial_position, 0) < last_position
        ) as may_be_whole_name
    from see_whole_spelling
),

-- Müller, Hans · Hans Müller · Müller Hans: where the last name begins and ends
find_last_names as (
    select
        *,
        case
            when first_position = other_position or comma_position < last_position
                then first_position
            when may_be_whole_name
                then least(coalesce(other_position, last_position), last_position)
            else first_position
        end as last_name_from,
        case
            when comma_position < last_position then comma_position
            when may_be_whole_name and first_position = other_position
                then last_other_position
            else last_position
        end as last_name_to
    from find_whole_names
),

split_names as (
    select
        *,
        position between last_name_from and last_name_to as is_last_name,
        not is_particle or position = last_name_to as is_own,
        is_alone and (
            last_name_from > first_position or last_name_to < last_position
        ) as is_whole_name
    from find_last_names
),

join_words as (
    select
        name_text,
        is_alone,
        is_whole_name,
        {{ words_in_order(
            'case when not (is_last_name and is_whole_name) then word end', 'position'
        ) }} as standard_first_name,
        {{ words_in_order('case when is_last_name then word end', 'position') }}
            as standard_last_name,
        max(generation) as generation,
        not is_alone and bool_and(is_first_name) as is_first_name,
        not is_alone and not bool_or(is_first_name or is_given) as is_last_name,
        {{ words_in_order(
            'case when is_last_name and is_own then word end', 'position'
        ) }} as name_last
    from split_names
    group by name_text, is_alone, is_whole_name
),

look_up_variants as (
    select
        names.*,
        split_part(names.standard_first_name, ' ', 1) as name_first,
        {{ first_name_group(
            'variants', "split_part(names.standard_first_name, ' ', 1)"
        ) }} as name_first_group,
        case when names.name_last like '% %' then split_part(names.name_last, ' ', 1)
        end as name_last_head,
        case when names.name_last like '% %'
                then {{ word_from_end('names.name_last', 1) }}
        end as name_last_tail
    from join_words as names
    left join first_name_variants as variants
        on split_part(names.standard_first_name, ' ', 1) = variants.variant
),

-- names in other letters than Latin ones sound as they are written
add_sounds as (
    select
        *,
        coalesce(nullif({{ cologne_code('name_first_group') }}, ''), name_first_group)
            as first_key,
        coalesce(nullif({{ cologne_code('name_last') }}, ''), name_last) as name_key
    from look_up_variants
)

select * from add_sounds
