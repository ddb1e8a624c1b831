{% macro is_similar(text_a, text_b) -%}
    {#-
        Whether two words differ by a slip of the hand: one letter among at least four, two among at
        least seven (Levenshtein 1966); null if one is unknown.
    -#}
    case
        when abs(length({{ text_a }}) - length({{ text_b }})) > 2 then false
        when least(length({{ text_a }}), length({{ text_b }})) >= 7
            then levenshtein({{ text_a }}, {{ text_b }}) <= 2
        when least(length({{ text_a }}), length({{ text_b }})) >= 4
            then levenshtein({{ text_a }}, {{ text_b }}) <= 1
        else false
    end
{%- endmacro %}
