{% macro words_in_order(word, position) -%}
    {%- set keys = [position] if position is string else position -%}
    {{ return(adapter.dispatch('words_in_order')(word, keys | join(', '))) }}
{%- endmacro %}

{% macro default__words_in_order(word, position) -%}
    string_agg({{ word }}, ' ' order by {{ position }})
{%- endmacro %}

{% macro spark__words_in_order(word, position) -%}
    {#- Spark keeps an empty word and joins nothing to '', DuckDB says null: so does this. -#}
    nullif(array_join(transform(
        sort_array(collect_list(
            case
                when {{ word }} is not null
                    then named_struct('position', struct({{ position }}), 'word', {{ word }})
            end
        )),
        each -> each.word
    ), ' '), '')
{%- endmacro %}
