{% macro record_value(attribute, trust, is_whole='true', only='true') -%}
    {#- A select of one attribute's values out of choose_names, for a union of attributes. -#}
    {%- set standard = "standard_" ~ attribute -%}
    {%- set shown = attribute if attribute in ('name', 'contact_name', 'address')
        else "coalesce(" ~ standard ~ ", " ~ attribute ~ ")" -%}
    select
        record_id, customer_id, '{{ attribute }}' as attribute,
        {{ shown }} as value,
        coalesce({{ standard }}, {{ attribute }}) as compared_value,
        {{ trust }} as trust,
        {{ standard }} is not null as is_valid,
        {{ is_whole }} as is_whole,
        known_at
    from choose_names
    where {{ attribute }} is not null and {{ only }}
{%- endmacro %}
