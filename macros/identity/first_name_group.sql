{% macro first_name_group(variants, first_name) -%}
    {#- The name that all its spellings share: the one it is a variant of; joerg and jorg are one. -#}
    {%- set name = "coalesce(" ~ variants ~ ".first_name, " ~ first_name ~ ")" -%}
    replace(replace(replace({{ name }}, 'ae', 'a'), 'oe', 'o'), 'ue', 'u')
{%- endmacro %}
