{% macro number_text(value, unit) -%}
    {#- A number as people read it, by its unit. -#}
    case {{ unit }}
        when 'share' then cast(cast(round(100 * {{ value }}) as integer) as {{ dbt.type_string() }})
        when 'amount' then cast(cast({{ value }} as decimal(18, 2)) as {{ dbt.type_string() }})
        when 'hours' then cast(cast({{ value }} as decimal(18, 1)) as {{ dbt.type_string() }})
        else cast(cast(round({{ value }}) as integer) as {{ dbt.type_string() }})
    end
{%- endmacro %}
