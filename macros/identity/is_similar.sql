{% macro is_similar(text_a, text_b) -%}
    {#-
        Whether two words differ by a slip of the hand: one letter among at least three, two (which
        two swapped letters are) among at least five (Levenshtein 1966).
    -#}
    case
        when abs(length({{ text_a }}) - length({{ text_b }})) > 2
            or least(length({{ text_a }}), length({{ text_b }})) < 3 then false
        when least(length({{ text_a }}), length({{ text_b }})) < 5
            then levenshtein({{ text_a }}, {{ text_b }}) <= 1
        else levenshtein({{ text_a }}, {{ text_b }}) <= 2
    end
{%- endmacro %}
