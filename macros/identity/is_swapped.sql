{% macro is_swapped(a, b) -%}
    {#- Whether each record's first name is the other's last name, but for a slip in one of them. -#}
    (
        {{ a }}.first_name = {{ b }}.last_name
        and ({{ b }}.first_name = {{ a }}.last_name or {{ is_similar(b ~ '.first_name', a ~ '.last_name') }})
        or {{ b }}.first_name = {{ a }}.last_name and {{ is_similar(a ~ '.first_name', b ~ '.last_name') }}
    )
{%- endmacro %}
