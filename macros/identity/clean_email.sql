{% macro clean_email(email) -%}
    {#- An e-mail address, of several the first, in lower case without what is around it; else null. -#}
    {%- set first_one = regexp_replace_all(email, "^([^,;]*@[^,;]*)[,;].*$", "\\1") -%}
    {%- set address = regexp_replace_all(
        "replace(replace(lower(trim(" ~ first_one ~ ")), ' @', '@'), '@ ', '@')", "^.*[<: ]|[> .,;]+$"
    ) -%}
    case when {{ regexp_matches(address, "^[^@ ]+@[^@ ]+[.][^@. ]+$") }} then {{ address }} end
{%- endmacro %}
