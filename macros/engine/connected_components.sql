{#
    connected_components: which nodes of a graph hang together, however long the way between them.

    The model's SQL gives edges (node_a, node_b); a node without any edge gives one to itself.
    The table holds one row per node: (node, component), component being the smallest node it
    can reach. Other column names: `config: meta: {node: record_id, component: cluster_id}`.
    Nodes are of any type that compares; rows with an empty node are left out. No contract.

    Each round every node follows its smallest neighbour, pointers are jumped to their roots, and
    edges are redrawn between roots. A root that is left after two rounds has swallowed another
    node, so rounds grow with the logarithm of the nodes: chains, circles, stars of any length
    come out whole. Plain statements over tables: no recursion, no engine's own syntax.
#}
{% materialization connected_components, default %}
    {%- set work = namespace(count=0) -%}
    {%- do components_begin(work) -%}
    {#- both directions, so that the rows of node_a show all its neighbours -#}
    {%- set work.edges = components_step(work,
        "select node_a, node_b from " ~ work.given ~ " where node_a <> node_b union all "
        ~ "select node_b, node_a from " ~ work.given ~ " where node_a <> node_b"
    ) -%}
    {%- set work.reached = components_step(work,
        "select node_a as node, node_a as component from " ~ work.edges ~ " group by node_a"
    ) -%}
    {%- do components_contract(work) -%}
    {{ return(components_end(work, [work.edges])) }}
{% endmaterialization %}


{#- What dbt does before a table is made, and the rows that the model's SQL gives (given). -#}
{% macro components_begin(work) -%}
    {%- set work.target = this.incorporate(type='table') -%}
    {%- set work.existing = load_cached_relation(this) -%}
    {%- set work.backup = make_backup_relation(work.target, 'table') -%}
    {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
    {%- do drop_relation_if_exists(load_cached_relation(work.backup)) -%}
    {%- do run_hooks(pre_hooks, inside_transaction=True) -%}
    {%- set work.given = components_step(work, compiled_code) -%}
{%- endmacro %}


{#- All given nodes with the components reached, put in place of the old table; working tables go. -#}
{% macro components_end(work, left_over) -%}
    {%- set names = config.get('meta') or {} -%}
    {%- set result = components_step(work,
        "select nodes.node as " ~ names.get('node', 'node')
        ~ ", coalesce(reached.component, nodes.node) as " ~ names.get('component', 'component')
        ~ " from (select node_a as node from " ~ work.given ~ " where node_a is not null"
        ~ " union select node_b from " ~ work.given ~ " where node_b is not null) as nodes"
        ~ " left join " ~ work.reached ~ " as reached on nodes.node = reached.node",
        'main'
    ) -%}
    {%- if work.existing is not none -%}
        {%- do adapter.rename_relation(work.existing, work.backup) -%}
    {%- endif -%}
    {%- do adapter.rename_relation(result, work.target) -%}
    {%- for relation in [work.given, work.reached] + left_over -%}
        {%- do adapter.drop_relation(relation) -%}
    {%- endfor -%}
    {%- do run_hooks(post_hooks, inside_transaction=True) -%}
    {%- do persist_docs(work.target, model) -%}
    {%- do adapter.commit() -%}
    {%- do drop_relation_if_exists(work.backup) -%}
    {%- do run_hooks(post_hooks, inside_transaction=False) -%}
    {{ return({'relations': [work.target]}) }}
{%- endmacro %}


{#- One round, and the next as long as edges are left. -#}
{% macro components_contract(work) -%}
    {%- if components_count(work.edges) > 0 -%}
        {%- set work.roots = components_step(work,
            "select node_a as node, least(node_a, min(node_b)) as component from "
            ~ work.edges ~ " group by node_a"
        ) -%}
        {%- do components_jump(work) -%}
        {%- set work.reached = components_step(work,
            "select reached.node, coalesce(roots.component, reached.component) as component from "
            ~ work.reached ~ " as reached left join " ~ work.roots
            ~ " as roots on reached.component = roots.node", replaces=work.reached
        ) -%}
        {%- set work.edges = components_step(work,
            "select root_a.component as node_a, root_b.component as node_b from " ~ work.edges
            ~ " as edges inner join " ~ work.roots ~ " as root_a on edges.node_a = root_a.node inner join "
            ~ work.roots ~ " as root_b on edges.node_b = root_b.node"
            ~ " where root_a.component <> root_b.component group by root_a.component, root_b.component",
            replaces=work.edges
        ) -%}
        {%- do adapter.drop_relation(work.roots) -%}
        {%- do components_contract(work) -%}
    {%- endif -%}
{%- endmacro %}


{#- Every pointer to where its target points, until all point at roots. -#}
{% macro components_jump(work) -%}
    {%- set pointers = work.roots ~ " as pointers inner join " ~ work.roots
        ~ " as targets on pointers.component = targets.node" -%}
    {%- if components_count(pointers ~ " and targets.component <> targets.node") > 0 -%}
        {%- set work.roots = components_step(work,
            "select pointers.node, targets.component from " ~ pointers, replaces=work.roots
        ) -%}
        {%- do components_jump(work) -%}
    {%- endif -%}
{%- endmacro %}


{#- A working table filled by a statement, the result beside the model's table; the one it replaces goes. -#}
{% macro components_step(work, sql, statement_name=none, replaces=none) -%}
    {%- set work.count = work.count + 1 -%}
    {%- set place = components_place() if statement_name is none else this -%}
    {%- set relation = api.Relation.create(
        database=place.database, schema=place.schema, type='table',
        identifier=this.identifier ~ '__step_' ~ work.count
    ) -%}
    {{- drop_relation_if_exists(load_cached_relation(relation)) -}}
    {%- call statement(statement_name) -%}
        {{ create_table_as(place.database != this.database, relation, sql) }}
    {%- endcall -%}
    {%- if replaces is not none -%}
        {%- do adapter.drop_relation(replaces) -%}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}


{#- Where working tables stand: beside the model's, in DuckDB among temporary ones, written to no file. -#}
{% macro components_place() -%}
    {{ return(adapter.dispatch('components_place')()) }}
{%- endmacro %}

{% macro default__components_place() -%}
    {{ return(this) }}
{%- endmacro %}

{% macro duckdb__components_place() -%}
    {{ return(api.Relation.create(database='temp', schema='main')) }}
{%- endmacro %}


{% macro components_count(rows) -%}
    {{ return(run_query("select count(*) from " ~ rows).columns[0].values()[0]) }}
{%- endmacro %}
