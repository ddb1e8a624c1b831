{% macro word_from_end(words, place) -%}
    {#- A word of a text with one space between words, from the end: the last is 1; '' if there is none. -#}
    split_part({{ words }}, ' ', -{{ place }})
{%- endmacro %}
