{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- A folder's schema is its name, on every target: staging, intermediate, marts, seeds. -#}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
