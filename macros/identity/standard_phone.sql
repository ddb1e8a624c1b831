{% macro standard_phone(digits, calling_code, trunk_prefix) -%}
    {#-
        Phone digits (see phone_digits) in E.164, as +493012345; not checked yet. A number without
        plus belongs to the country whose calling code and trunk prefix these are; one that is
        long enough and begins with the calling code has lost its plus (spreadsheets do that).
    -#}
    case
        when {{ digits }} like '+%' then {{ digits }}
        when {{ digits }} like {{ trunk_prefix }} || '%'
            then '+' || {{ calling_code }} || substr({{ digits }}, length({{ trunk_prefix }}) + 1)
        when {{ digits }} like {{ calling_code }} || '%' and length({{ digits }}) > 10
            then '+' || {{ digits }}
        else '+' || {{ calling_code }} || {{ digits }}
    end
{%- endmacro %}
