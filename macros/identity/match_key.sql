{% macro match_key(rule, columns) -%}
    {#- What records have in common that agree by a rule, as a number; null if a column is empty. -#}
    {%- set value = value_hash(["'" ~ rule ~ "'"] + columns) -%}
    case when {{ columns | join(' is not null and ') }} is not null then {{ value }} end
{%- endmacro %}


{% macro record_key(rule, columns) -%}
    {#- The columns of a match key: the record, the rule, and what the record shows by it. -#}
    record_number, '{{ rule }}' as rule, {{ match_key(rule, columns) }} as key_hash
{%- endmacro %}
