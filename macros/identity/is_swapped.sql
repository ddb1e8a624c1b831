{% macro is_swapped(a, b) -%}
    {#- Whether the first name of each record stands, but for a slip in one, where the last name of the other does. -#}
    (
        {{ a }}.first_name = {{ b }}.last_name
        and ({{ b }}.first_name = {{ a }}.last_name or {{ is_similar(b ~ '.first_name', a ~ '.last_name') }})
        or {{ b }}.first_name = {{ a }}.last_name and {{ is_similar(a ~ '.first_name', b ~ '.last_name') }}
    )
{%- endmacro %}
