{% macro chosen(attribute, column='value') -%}
    {#- Aggregate over a customer's attribute values: the chosen one of an attribute, or its record. -#}
    max({{ column }}) filter (where is_chosen and attribute = '{{ attribute }}')
{%- endmacro %}
