{#
    table: as dbt-duckdb's own, but in place. The old table, if any, is replaced inside the
    transaction that makes the new one, so nothing is renamed twice and dropped afterwards: that
    was a fifth of a build of small tables. A build that fails leaves the old table.
    SQL only, without indexes and grants, which this project has none of.
#}
{% materialization table, adapter='duckdb' %}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if existing_relation is not none -%}
        {%- do adapter.drop_relation(existing_relation) -%}
    {%- endif -%}
    {%- call statement('main') -%}
        {{ create_table_as(False, target_relation, compiled_code) }}
    {%- endcall -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do persist_docs(target_relation, model) -%}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- if config.persist_relation_docs() or config.persist_column_docs() -%}
        {%- call statement('comments') -%}
            {%- if for_relation and config.persist_relation_docs() and model.description %}
                {{ alter_relation_comment(relation, model.description) }}
            {%- endif %}
            {%- if for_columns and config.persist_column_docs() %}
                {%- for column in model.columns.values() if column.description %}
                comment on column {{ relation }}.{{ adapter.quote(column.name) }}
                is {{ duckdb_escape_comment(column.description) }};
                {%- endfor %}
            {%- endif %}
        {%- endcall -%}
    {%- endif -%}
{%- endmacro %}
