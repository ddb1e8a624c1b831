{% macro fold_accents(expression) -%}
    {{ return(adapter.dispatch('fold_accents')(expression)) }}
{%- endmacro %}

{% macro default__fold_accents(expression) -%}
    strip_accents({{ expression }})
{%- endmacro %}

{% macro spark__fold_accents(expression) -%}
    {#- Spark knows no decomposition: the letters of the European languages by hand. -#}
    translate(
        {{ expression }},
        'àáâãåāăąçćčďèéêëēėęěìíîïīįñńňòóôõōőřśšťùúûūůűųýÿźżž',
        'aaaaaaaacccdeeeeeeeeiiiiiinnnoooooorsstuuuuuuuyyzzz'
    )
{%- endmacro %}
