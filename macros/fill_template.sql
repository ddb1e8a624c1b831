{% macro fill_template(template, values) -%}
    {#- The text column `template` with every {name} replaced by its value. -#}
    {%- set text = namespace(sql=template) -%}
    {%- for name, value in values.items() -%}
        {%- set shown = "cast(" ~ value ~ " as " ~ dbt.type_string() ~ ")" -%}
        {%- set text.sql = "replace(" ~ text.sql ~ ", '{" ~ name ~ "}', "
            ~ "coalesce(" ~ shown ~ ", ''))" -%}
    {%- endfor -%}
    {{ text.sql }}
{%- endmacro %}
