{% macro is_mistyped(number_a, number_b) -%}
    {#-
        Whether two numbers of a plus and digits differ by one digit, or by two digits that changed places:
        then two digits differ, and both numbers leave the same remainder when divided by 9.
        One in nine of other pairs that differ in two digits leaves it too.
    -#}
    case levenshtein({{ number_a }}, {{ number_b }})
        when 1 then true
        when 2 then length({{ number_a }}) = length({{ number_b }})
            and (cast({{ number_a }} as bigint) - cast({{ number_b }} as bigint)) % 9 = 0
        else false
    end
{%- endmacro %}
