{% macro name_in_its_field(column, field, other_field) -%}
    {#- A column of a name's reading, from the other field where the two names stand in each other's. -#}
    case
        when first_names.is_last_name and last_names.is_first_name then {{ other_field }}.{{ column }}
        else {{ field }}.{{ column }}
    end as {{ column }}
{%- endmacro %}
