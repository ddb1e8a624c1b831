{% macro remainder_of_97(digits) -%}
    {#- The remainder by 97 of a number of up to 70 digits written as text, in pieces that fit a bigint. -#}
    {%- set remainder = namespace(sql="cast(substr(" ~ digits ~ ", 1, 14) as bigint) % 97") -%}
    {%- for start in range(15, 71, 14) -%}
        {%- set remainder.sql = "cast(cast(" ~ remainder.sql ~ " as " ~ dbt.type_string() ~ ") || substr("
            ~ digits ~ ", " ~ start ~ ", 14) as bigint) % 97" -%}
    {%- endfor -%}
    ({{ remainder.sql }})
{%- endmacro %}
