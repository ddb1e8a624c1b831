{% macro each_word(text) -%}
    {{ return(adapter.dispatch('each_word')(text)) }}
{%- endmacro %}

{% macro default__each_word(text) -%}
    unnest(string_split({{ text }}, ' ')) as word,
    generate_subscripts(string_split({{ text }}, ' '), 1) as position
{%- endmacro %}

{% macro spark__each_word(text) -%}
    inline(transform(
        split({{ text }}, ' '), (word, place) -> named_struct('word', word, 'position', place + 1)
    ))
{%- endmacro %}
