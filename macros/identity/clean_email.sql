{% macro clean_email(email) -%}
    {#- An e-mail address in lower case without what is around it (Ada <ada@x.de>); null if it is none. -#}
    {%- set address = regexp_replace_all(
        "replace(replace(lower(trim(" ~ email ~ ")), ' @', '@'), '@ ', '@')", "^.*[<: ]|[> .,;]+$"
    ) -%}
    case when {{ regexp_matches(address, "^[^@ ]+@[^@ ]+[.][^@. ]+$") }} then {{ address }} end
{%- endmacro %}
