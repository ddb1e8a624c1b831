{% macro as_of_date() -%}
    {#- The day the warehouse speaks of, as a date. -#}
    cast('{{ var("as_of_date") }}' as date)
{%- endmacro %}
