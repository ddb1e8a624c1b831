{% macro read_date(numbers, is_month_first) -%}
    {#-
        A date from its numbers (see date_numbers), year in front or behind; null for anything else. The
        month is what can be one: 13 is a day, wherever it stands. Two digits of a year are read only
        if in this century they would lie after as_of_date, so that nobody is made a hundred too young.
    -#}
    {%- set first, second, third = ["split_part(" ~ numbers ~ ", '-', 1)", "split_part(" ~ numbers ~ ", '-', 2)",
        "split_part(" ~ numbers ~ ", '-', 3)"] -%}
    {%- set month = "case when length(" ~ first ~ ") = 4 or not " ~ is_month_first ~ " then " ~ second
        ~ " else " ~ first ~ " end" -%}
    {%- set day = "case when length(" ~ first ~ ") = 4 then " ~ third ~ " when " ~ is_month_first ~ " then "
        ~ second ~ " else " ~ first ~ " end" -%}
    {%- set year = "case when length(" ~ first ~ ") = 4 then " ~ first ~ " when length(" ~ third ~ ") = 4 then "
        ~ third ~ " when '20' || " ~ third ~ " > cast(" ~ as_of_date() ~ " as " ~ dbt.type_string()
        ~ ") then '19' || " ~ third ~ " end" -%}
    case when {{ regexp_matches(numbers, "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$|^[0-9]{1,2}-[0-9]{1,2}-[0-9]{2}(?:[0-9]{2})?$") }}
        then {{ try_date(
            year ~ " || '-' || case when cast(" ~ month ~ " as integer) > 12 then " ~ day ~ " || '-' || " ~ month
            ~ " else " ~ month ~ " || '-' || " ~ day ~ " end"
        ) }}
    end
{%- endmacro %}
