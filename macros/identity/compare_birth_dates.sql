{% macro compare_birth_dates(a, b) -%}
    {#-
        How two records' birth dates agree, as a letter: e the same; w day and month swapped; s but for
        one digit; c two of day, month and year; n one may be a guess; g a generation apart; d not; - unknown.
    -#}
    {%- set parts = namespace(equal=[]) -%}
    {%- for part in ['year', 'month', 'day'] -%}
        {%- set parts.equal = parts.equal + [
            "case when extract(" ~ part ~ " from " ~ a ~ ".birth_date) = extract(" ~ part ~ " from " ~ b
            ~ ".birth_date) then 1 else 0 end"
        ] -%}
    {%- endfor -%}
    case
        when {{ a }}.birth_date is null or {{ b }}.birth_date is null then '-'
        when {{ a }}.birth_date = {{ b }}.birth_date then 'e'
        when extract(year from {{ a }}.birth_date) = extract(year from {{ b }}.birth_date)
            and extract(month from {{ a }}.birth_date) = extract(day from {{ b }}.birth_date)
            and extract(day from {{ a }}.birth_date) = extract(month from {{ b }}.birth_date) then 'w'
        when levenshtein(
            cast({{ a }}.birth_date as {{ dbt.type_string() }}),
            cast({{ b }}.birth_date as {{ dbt.type_string() }})
        ) = 1 then 's'
        when {{ parts.equal | join(' + ') }} = 2 then 'c'
        when {{ a }}.is_birth_date_guessed or {{ b }}.is_birth_date_guessed then 'n'
        when abs(extract(year from {{ a }}.birth_date) - extract(year from {{ b }}.birth_date))
            >= {{ var('generation_years') }} then 'g'
        else 'd'
    end
{%- endmacro %}
