{% macro is_newest(key, version=none) -%}
    {#- Whether a landed row is the newest of its key; see _macros.yml. -#}
    {%- set columns = key if key is string else key | join(', ') -%}
    {%- if version is none -%}
        delivery_number = max(delivery_number) over (partition by {{ columns }})
    {%- else -%}
        row_number() over (
            partition by {{ columns }}
            order by
                cast({{ version }} as timestamp) desc,
                delivery_number desc,
                line_number desc
        ) = 1
    {%- endif -%}
{%- endmacro %}
