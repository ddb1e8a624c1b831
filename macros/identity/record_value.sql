{% macro record_value(attribute, value, standard_value, trust, is_whole='true') -%}
    {#- A select of one attribute's values out of choose_names, for a union of attributes. -#}
    {%- set shown = value if attribute in ('name', 'address')
        else "coalesce(" ~ standard_value ~ ", " ~ value ~ ")" -%}
    select
        record_id, customer_id, '{{ attribute }}' as attribute,
        {{ shown }} as value,
        coalesce({{ standard_value }}, {{ value }}) as compared_value,
        {{ trust }} as trust,
        {{ standard_value }} is not null as is_valid,
        {{ is_whole }} as is_whole,
        known_at
    from choose_names
    where {{ value }} is not null
{%- endmacro %}
