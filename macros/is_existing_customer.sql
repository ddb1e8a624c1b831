{% macro is_existing_customer(definition) -%}
    {#- Whether a status period (its lifecycle_status and is_repeat) makes an existing customer. -#}
    {%- set rules = {
        "repeat_or_contract": "lifecycle_status in ('occasional', 'existing', 'loyal')",
        "existing_or_loyal": "lifecycle_status in ('existing', 'loyal')",
        "any_purchase": "lifecycle_status not in ('prospect', 'former')",
        "repeat_only": "(lifecycle_status in ('occasional', 'existing', 'loyal') and is_repeat)",
    } -%}
    {%- if definition not in rules -%}
        {{ exceptions.raise_compiler_error("existing_customer_definition is one of " ~ rules | join(", ")) }}
    {%- endif -%}
    {{ rules[definition] }}
{%- endmacro %}
