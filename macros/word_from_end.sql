{% macro word_from_end(words, place) -%}
    {#- A word of a text with one space between words: the last is 1, the one before it 2 …; '' if there is none. -#}
    split_part({{ words }}, ' ', -{{ place }})
{%- endmacro %}
