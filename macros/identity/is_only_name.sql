{% macro is_only_name(record) -%}
    {#-
        Whether the letters of a record's e-mail address before the @ only say its owner's name (anna,
        a.mueller, mueller84): then a namesake may well have the same address at another provider.
    -#}
    {%- set letters = "replace(" ~ record ~ ".email_name, ' ', '')" -%}
    {%- set last = "replace(coalesce(" ~ record ~ ".last_name, ''), ' ', '')" -%}
    {%- set first = "coalesce(" ~ record ~ ".first_name, '')" -%}
    coalesce({{ letters }} in (
        {{ first }}, {{ last }}, {{ first }} || {{ last }}, {{ last }} || {{ first }},
        substr({{ first }}, 1, 1) || {{ last }}, {{ last }} || substr({{ first }}, 1, 1)
    ), false)
{%- endmacro %}
