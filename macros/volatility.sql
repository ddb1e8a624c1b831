{% macro volatility(amount, trailing_year) -%}
    {#- Coefficient of variation over the window of 12 complete months; see the yml. -#}
    case
        when is_complete
            and count(*) over {{ trailing_year }} = 12
            and sum({{ amount }}) over {{ trailing_year }} > 0
            then stddev_samp(cast({{ amount }} as double)) over {{ trailing_year }}
            / (cast(sum({{ amount }}) over {{ trailing_year }} as double) / 12)
    end
{%- endmacro %}
