with

records as (
    select * from {{ ref('int_identity__records') }}
),

standardized_records as (
    select * from {{ ref('int_identity__standardized_records') }}
),

fold_addresses as (
    select
        records.record_id,
        {{ regexp_replace_all(
            fold_letters("coalesce(records.street || ' ', '')"
            " || coalesce(records.house_number, '')"),
            ' ?str(asse)?( |$)', 'str '
        ) }} as address_line,
        nullif(trim(records.postal_code), '') as postal_code,
        {{ fold_letters('records.city') }} as city,
        standardized.standard_last_name as name_last,
        records.last_name like '%-%' as is_double_name
    from records
    inner join standardized_records as standardized
        on records.record_id = standardized.record_id
),

cut_house_numbers as (
    select
        record_id,
        nullif(trim({{ regexp_replace_all('address_line', ' [0-9]+ ?[a-z]?$') }}), '')
            as standard_street,
        nullif(replace(
            {{ regexp_replace_all('address_line', '^.*?( [0-9]+ ?[a-z]?)?$', '\\1') }},
            ' ', ''
        ), '') as standard_house_number,
        postal_code as standard_postal_code,
        city as standard_city,
        name_last,
        case when is_double_name then split_part(name_last, ' ', 1) end
            as name_last_head,
        case when is_double_name then {{ word_from_end('name_last', 1) }} end
            as name_last_tail
    from fold_addresses
)

select * from cut_house_numbers
