{% macro no_person_block(email='null') -%}
    {#- The columns of a person block of whom nothing is known, but perhaps an e-mail address. -#}
    {%- for column in person_block().split(',') | map('trim') -%}
        cast({{ email if column == 'email' else 'null' }} as {{ dbt.type_string() }}) as {{ column }}
        {%- if not loop.last %}, {% endif -%}
    {%- endfor -%}
{%- endmacro %}
