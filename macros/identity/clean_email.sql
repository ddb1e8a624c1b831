{% macro clean_email(email) -%}
    {#- An e-mail address in lower case, without what stands around it (Ada <ada@example.org>); null if it is none. -#}
    {%- set address = "lower(" ~ regexp_replace_all(email, "^.*[<: ]|[> .,;]+$") ~ ")" -%}
    case when {{ regexp_matches(email, "^.*[^@ ]@[^@ ]+[.][^@. ]+[> .,;]*$") }} then {{ address }} end
{%- endmacro %}
