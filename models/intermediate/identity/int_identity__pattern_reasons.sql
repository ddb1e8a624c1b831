with

evidence as (
    select * from {{ ref('int_identity__evidence') }} where comparison <> 'prior'
),

phrases as (
    select * from {{ ref('label_texts') }} where kind = 'phrase'
),

find_phrases as (
    select
        max(case when code = 'and' then label_de end) as and_de,
        max(case when code = 'and' then label_en end) as and_en,
        max(case when code = 'against' then label_de end) as against_de,
        max(case when code = 'against' then label_en end) as against_en
    from phrases
),

-- what weighs most is said first, for and against it
rank_evidence as (
    select
        *,
        bits > 0 as is_for,
        row_number() over (
            partition by pattern, bits > 0 order by abs(bits) desc, position
        ) as place,
        count(*) over (partition by pattern, bits > 0) as place_count
    from evidence
),

-- a, b and c
punctuate as (
    select
        ranked.pattern,
        ranked.is_for,
        ranked.place,
        case
            when ranked.place = ranked.place_count and ranked.place > 1
                then phrases.and_de || ' ' || ranked.label_de
            when ranked.place < ranked.place_count - 1 then ranked.label_de || ','
            else ranked.label_de
        end as words_de,
        case
            when ranked.place = ranked.place_count and ranked.place > 1
                then phrases.and_en || ' ' || ranked.label_en
            when ranked.place < ranked.place_count - 1 then ranked.label_en || ','
            else ranked.label_en
        end as words_en
    from rank_evidence as ranked
    cross join find_phrases as phrases
),

list_words as (
    select
        pattern,
        {{ words_in_order('case when is_for then words_de end', 'place') }} as for_de,
        {{ words_in_order('case when is_for then words_en end', 'place') }} as for_en,
        {{ words_in_order('case when not is_for then words_de end', 'place') }}
            as against_de,
        {{ words_in_order('case when not is_for then words_en end', 'place') }}
            as against_en
    from punctuate
    group by pattern
),

join_sides as (
    select
        listed.pattern,
        coalesce(listed.for_de, '–')
        || coalesce('; ' || phrases.against_de || ' ' || listed.against_de, '')
            as evidence_de,
        coalesce(listed.for_en, '–')
        || coalesce('; ' || phrases.against_en || ' ' || listed.against_en, '')
            as evidence_en
    from list_words as listed
    cross join find_phrases as phrases
)

select * from join_sides
