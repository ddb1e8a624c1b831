{% macro share_of_true(conditions) -%}
    {#- The share (0–1) of the conditions that hold; an unknown one does not. -#}
    round((
        {%- for condition in conditions %}
        case when {{ condition }} then 1 else 0 end{{ " +" if not loop.last }}
        {%- endfor %}
    ) / cast({{ conditions | length }} as decimal(18, 4)), 2)
{%- endmacro %}
