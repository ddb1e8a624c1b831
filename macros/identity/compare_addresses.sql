{% macro compare_addresses(a, b) -%}
    {#-
        How two records' addresses agree, as a letter. Where both name a street: e street, number and
        place; s nearly so; t street and place, another number; p postal code; c city. Where a street is
        unknown: q postal code; r city. Else d nothing; - unknown.
    -#}
    {%- set same_code = a ~ ".postal_code = " ~ b ~ ".postal_code" -%}
    {%- set same_place = "(" ~ same_code ~ " or " ~ a ~ ".city = " ~ b ~ ".city)" -%}
    {%- set same_number = "coalesce(" ~ a ~ ".house_number = " ~ b ~ ".house_number, true)" -%}
    case
        when coalesce({{ a }}.postal_code, {{ a }}.city) is null
            or coalesce({{ b }}.postal_code, {{ b }}.city) is null
            then case when {{ a }}.street = {{ b }}.street then 't' else '-' end
        when {{ a }}.street is null or {{ b }}.street is null
            then case
                when {{ a }}.postal_code = {{ b }}.postal_code then 'q'
                when {{ a }}.city = {{ b }}.city then 'r'
                else 'd'
            end
        when {{ same_place }} and {{ a }}.street = {{ b }}.street
            then case
                when {{ same_number }} then 'e'
                when levenshtein({{ a }}.house_number, {{ b }}.house_number) <= 1 then 's'
                else 't'
            end
        when {{ same_place }} and {{ same_number }}
            and {{ is_similar(a ~ '.street', b ~ '.street') }} then 's'
        when {{ a }}.street = {{ b }}.street and {{ a }}.house_number = {{ b }}.house_number
            and {{ is_similar(a ~ '.city', b ~ '.city') }} then 's'
        when {{ a }}.postal_code = {{ b }}.postal_code then 'p'
        when {{ a }}.city = {{ b }}.city then 'c'
        else 'd'
    end
{%- endmacro %}
