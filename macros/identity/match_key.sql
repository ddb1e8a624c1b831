{% macro match_key(rule, columns) -%}
    {#- What records have in common that agree by a rule, as a number; null if a column is empty. -#}
    case when {{ columns | join(' is not null and ') }} is not null
        then {{ value_hash(["'" ~ rule ~ "'"] + columns) }}
    end
{%- endmacro %}
