{% macro purchases_until_stop(shape, odds, stop_share) -%}
    {#- (1 - (1 + p · odds)^-shape) / p; near p = 0, where that loses digits, its first two terms. -#}
    case
        when {{ stop_share }} * {{ odds }} * ({{ shape }} + 1) < 1e-8
            then {{ shape }} * {{ odds }} * (1 - ({{ shape }} + 1) * {{ odds }} * {{ stop_share }} / 2)
        else (1 - exp(-{{ shape }} * ln(1 + {{ stop_share }} * {{ odds }}))) / {{ stop_share }}
    end
{%- endmacro %}
