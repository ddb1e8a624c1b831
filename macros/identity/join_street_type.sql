{% macro join_street_type(street) -%}
    {#- A folded street with its type in one short form: haupt str, hauptstrasse as hauptstr. -#}
    {%- set short = regexp_replace_all(regexp_replace_all(street, "strasse\\b", "str"), "platz\\b", "pl") -%}
    {{ regexp_replace_all(short, " (str|pl|weg|allee|gasse|ring|damm|ufer|stieg|hof)\\b", "\\1") }}
{%- endmacro %}
