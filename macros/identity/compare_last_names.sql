{% macro compare_last_names(a, b) -%}
    {#-
        How two records' last names agree, as a letter: e the same; p a part of a double name; i the
        initial; s but for a slip or by sound; x one of them is the other's first name; d not; - unknown, or
        one only stands in the e-mail address that both give, where it says nothing new.
    -#}
    case
        when {{ a }}.last_name is null or {{ b }}.last_name is null then '-'
        when {{ a }}.last_name = {{ b }}.last_name then 'e'
        when {{ is_swapped(a, b) }} then 'x'
        when {{ a }}.last_name in ({{ b }}.last_name_head, {{ b }}.last_name_tail)
            or {{ b }}.last_name in ({{ a }}.last_name_head, {{ a }}.last_name_tail)
            or {{ a }}.last_name_tail = {{ b }}.last_name_tail then 'p'
        when length({{ a }}.last_name) = 1 or length({{ b }}.last_name) = 1
            then case
                when substr({{ a }}.last_name, 1, 1) = substr({{ b }}.last_name, 1, 1) then 'i'
                else 'd'
            end
        when {{ a }}.last_name_key = {{ b }}.last_name_key
            or replace({{ a }}.last_name, ' ', '') = replace({{ b }}.last_name, ' ', '')
            or {{ is_similar(a ~ '.last_name', b ~ '.last_name') }} then 's'
        when {{ a }}.first_name = {{ b }}.last_name or {{ b }}.first_name = {{ a }}.last_name then 'x'
        when {{ a }}.email = {{ b }}.email
            and ({{ a }}.is_last_name_mailed or {{ b }}.is_last_name_mailed) then '-'
        else 'd'
    end
{%- endmacro %}
