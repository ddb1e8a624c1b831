{% macro compare_addresses(a, b) -%}
    {#-
        How two records' addresses agree, as a letter: e street, number and place; s nearly so;
        t street and place, another number; p postal code; c city; d nothing; - unknown.
    -#}
    {%- set same_place = "(" ~ a ~ ".postal_code = " ~ b ~ ".postal_code or " ~ a ~ ".city = " ~ b ~ ".city)" -%}
    {%- set same_number = "coalesce(" ~ a ~ ".house_number = " ~ b ~ ".house_number, true)" -%}
    case
        when coalesce({{ a }}.postal_code, {{ a }}.street, {{ a }}.city) is null
            or coalesce({{ b }}.postal_code, {{ b }}.street, {{ b }}.city) is null then '-'
        when {{ same_place }} and {{ a }}.street = {{ b }}.street
            then case
                when {{ same_number }} then 'e'
                when levenshtein({{ a }}.house_number, {{ b }}.house_number) <= 1 then 's'
                else 't'
            end
        when {{ same_place }} and {{ same_number }} and {{ is_similar(a ~ '.street', b ~ '.street') }} then 's'
        when {{ a }}.street = {{ b }}.street and {{ a }}.house_number = {{ b }}.house_number
            and {{ is_similar(a ~ '.city', b ~ '.city') }} then 's'
        when {{ a }}.postal_code = {{ b }}.postal_code then 'p'
        when {{ a }}.city = {{ b }}.city then 'c'
        when coalesce({{ a }}.postal_code, {{ a }}.city) is null or coalesce({{ b }}.postal_code, {{ b }}.city) is null
            then case when {{ a }}.street = {{ b }}.street then 't' else '-' end
        else 'd'
    end
{%- endmacro %}
