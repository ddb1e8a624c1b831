{% macro other_occasions_for_loyalty() -%}
    {#- Recent occasions that a long-standing contract still needs, by loyal_contract_rule. -#}
    {%- set needed = {"tenure": 0, "tenure_and_occasion": 1} -%}
    {%- if var("loyal_contract_rule") not in needed -%}
        {{ exceptions.raise_compiler_error("loyal_contract_rule is one of " ~ needed | join(", ")) }}
    {%- endif -%}
    {{ needed[var("loyal_contract_rule")] }}
{%- endmacro %}
