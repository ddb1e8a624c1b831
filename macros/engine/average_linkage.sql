{#
    average_linkage: which nodes belong together, judged by all pairs between two groups, not by
    the best one.

    The model's SQL gives links (node_a, node_b, tie, weight, is_excluded): a positive weight speaks
    for the two being one, a negative one against it; an excluded pair never meets in one group. Weights
    are whole numbers, so that sums do not depend on the order of rows. A pair without weight is one
    from the start, with all that hangs on it, whatever speaks against it. A node without any link
    gives one to itself (tie, weight and exclusion empty). A pair that has no link counts `unseen_weight`
    (config: meta). The table holds one row per node: (node, component), the smallest node naming
    the group; other names: `config: meta: {node: record_id, component: cluster_id}`. No contract.

    Groups grow from single nodes: in each round every group looks for the neighbour with the highest
    mean weight over all their pairs, and two that choose each other become one, until no mean is
    positive. That is average linkage (UPGMA, Sokal and Michener 1958) cut at a mean of 0: merging all
    reciprocal nearest neighbours at once gives the same tree, because a merged group is never nearer
    to a third one than the nearer of its parts was (Bruynooghe 1978). For the same reason a group
    without a positive neighbour is done, and its links go.

    Of equal means the smaller tie is chosen; two groups have the smallest tie of their links. A tie
    is a short hash of what the pair is: in whatever order equal links stand, a third of them are
    smaller than their neighbours, and rounds grow with the logarithm of the longest chain.
#}
{% materialization average_linkage, default %}
    {%- set work = namespace(count=0, unseen_weight=config.get('meta')['unseen_weight']) -%}
    {%- do components_begin(work) -%}
    {%- do linkage_start(work) -%}
    {%- set work.links = components_step(work,
        "select links.*, coalesce(group_a.size, 1) as size_a, coalesce(group_b.size, 1) as size_b from ("
        ~ linkage_given(work) ~ ") as links left join " ~ work.sizes ~ " as group_a"
        ~ " on links.node_a = group_a.node left join " ~ work.sizes ~ " as group_b"
        ~ " on links.node_b = group_b.node", replaces=work.edges
    ) -%}
    {%- set work.reached = components_step(work,
        "select node, component from " ~ work.reached
        ~ " union select node_a as node, node_a as component from " ~ work.links
        ~ " union select node_b as node, node_b as component from " ~ work.links, replaces=work.reached
    ) -%}
    {%- do adapter.drop_relation(work.sizes) -%}
    {%- do linkage_merge(work) -%}
    {{ return(components_end(work, [work.links])) }}
{% endmaterialization %}


{#- What is one from the start: its nodes with their groups (reached), and the groups' sizes. -#}
{% macro linkage_start(work) -%}
    {%- set joined = " from " ~ work.given ~ " where node_a <> node_b and weight is null" -%}
    {%- set work.edges = components_step(work,
        "select node_a, node_b" ~ joined ~ " union all select node_b, node_a" ~ joined
    ) -%}
    {%- set work.reached = components_step(work,
        "select node_a as node, node_a as component from " ~ work.edges ~ " group by node_a"
    ) -%}
    {%- do components_contract(work) -%}
    {%- set work.sizes = components_step(work,
        "select component as node, count(*) as size from " ~ work.reached ~ " group by component"
    ) -%}
{%- endmacro %}


{#- The given links between different groups, one each. -#}
{% macro linkage_given(work) -%}
    select least(node_a, node_b) as node_a, greatest(node_a, node_b) as node_b,
    min(tie) as tie, cast(sum(weight) as bigint) as weight, count(*) as pair_count,
    bool_or(is_excluded) as is_excluded
    from (
        select coalesce(reached_a.component, given.node_a) as node_a,
        coalesce(reached_b.component, given.node_b) as node_b,
        given.tie, given.weight, given.is_excluded
        from {{ work.given }} as given
        left join {{ work.reached }} as reached_a on given.node_a = reached_a.node
        left join {{ work.reached }} as reached_b on given.node_b = reached_b.node
    ) as reaching
    where node_a <> node_b
    group by least(node_a, node_b), greatest(node_a, node_b)
{%- endmacro %}


{#- Rounds as long as two groups choose each other; in hundreds, since Jinja knows no while. -#}
{% macro linkage_merge(work) -%}
    {%- set work.is_open = true -%}
    {%- for round in range(100) -%}
        {%- if work.is_open -%}{%- do linkage_round(work) -%}{%- endif -%}
    {%- endfor -%}
    {%- if work.is_open -%}{%- do linkage_merge(work) -%}{%- endif -%}
{%- endmacro %}


{#- Every two groups that choose each other become one; links are redrawn between what can still grow. -#}
{% macro linkage_round(work) -%}
    {%- set unseen = work.unseen_weight ~ " * (size_a * size_b - pair_count)" -%}
    {%- set work.near = components_step(work,
        "select node_a, node_b, tie, size_a + size_b as size, cast(weight + " ~ unseen
        ~ " as double) / (size_a * size_b) as mean_weight from " ~ work.links
        ~ " where not is_excluded and weight + " ~ unseen ~ " > 0"
    ) -%}
    {%- set work.is_open = components_count(work.near) > 0 -%}
    {%- if work.is_open -%}
        {#- of equal ties the pair of smaller names, so that somebody always chooses each other -#}
        {%- set work.chosen = components_step(work,
            "select node_a, node_b, size from (select node_a, node_b, size,"
            ~ " row_number() over (partition by node"
            ~ " order by mean_weight desc, tie, node_a, node_b) as choice from ("
            ~ "select node_a as node, * from " ~ work.near
            ~ " union all select node_b as node, * from " ~ work.near ~ ") as sides) as ranked"
            ~ " where choice = 1 group by node_a, node_b, size having count(*) = 2"
        ) -%}
        {%- set work.merges = components_step(work,
            "select node_a as node, node_a as component, size from " ~ work.chosen
            ~ " union all select node_b as node, node_a as component, size from " ~ work.chosen,
            replaces=work.chosen
        ) -%}
        {%- set work.reached = components_step(work,
            "select reached.node, coalesce(merges.component, reached.component) as component from "
            ~ work.reached ~ " as reached left join " ~ work.merges
            ~ " as merges on reached.component = merges.node", replaces=work.reached
        ) -%}
        {%- set work.alive = components_step(work,
            "select near.node, coalesce(merges.component, near.node) as component, merges.size"
            ~ " from (select node_a as node from " ~ work.near ~ " union select node_b from " ~ work.near
            ~ ") as near left join " ~ work.merges ~ " as merges on near.node = merges.node",
            replaces=work.near
        ) -%}
        {%- do adapter.drop_relation(work.merges) -%}
        {%- set work.links = components_step(work,
            "select node_a, node_b, min(tie) as tie, cast(sum(weight) as bigint) as weight,"
            ~ " cast(sum(pair_count) as bigint) as pair_count, bool_or(is_excluded) as is_excluded,"
            ~ " max(size_a) as size_a, max(size_b) as size_b from ("
            ~ linkage_side(work, '<', 'node_a', 'size_a', 'node_b', 'size_b') ~ " union all "
            ~ linkage_side(work, '>', 'node_b', 'size_b', 'node_a', 'size_a')
            ~ ") as redrawn group by node_a, node_b", replaces=work.links
        ) -%}
    {%- endif -%}
    {%- do adapter.drop_relation(work.alive if work.is_open else work.near) -%}
{%- endmacro %}


{#- Links between groups that go on: whose first side keeps the smaller name, or whose second side does. -#}
{% macro linkage_side(work, sign, first, first_size, second, second_size) -%}
    {%- set ends = {'node_a': 'side_a', 'node_b': 'side_b'} -%}
    select {{ ends[first] }}.component as node_a, {{ ends[second] }}.component as node_b,
    coalesce({{ ends[first] }}.size, links.{{ first_size }}) as size_a,
    coalesce({{ ends[second] }}.size, links.{{ second_size }}) as size_b,
    links.tie, links.weight, links.pair_count, links.is_excluded
    from {{ work.links }} as links
    inner join {{ work.alive }} as side_a on links.node_a = side_a.node
    inner join {{ work.alive }} as side_b on links.node_b = side_b.node
    where side_a.component {{ sign }} side_b.component
{%- endmacro %}
