{% macro join_last_letters(name) -%}
    {#- A folded name whose last two or three single letters are one word: a g of "A.G." is ag, g b r gbr. -#}
    {%- set three_joined = regexp_replace_all(name, " ([a-z]) ([a-z]) ([a-z])$", " \\1\\2\\3") -%}
    {{ regexp_replace_all(three_joined, " ([a-z]) ([a-z])$", " \\1\\2") }}
{%- endmacro %}
