"""connected_components against networkx: random graphs, long chains, circles, stars, in one dbt run."""

from __future__ import annotations

import random
from itertools import pairwise

import duckdb
import networkx as nx
import pyarrow as pa
import pytest

from small_project import run_project

NAMED = """
models:
  - name: named
    description: Columns by other names.
    config: {meta: {node: record_id, component: cluster_id}}
    columns: [{name: record_id, description: The record.}]
"""


def shuffled(graph: nx.Graph, draw: random.Random) -> nx.Graph:
    """The same graph with names in random order: nothing may depend on where the smallest stands."""
    names = list(range(len(graph)))
    draw.shuffle(names)
    return nx.relabel_nodes(graph, {node: f"{name:06d}" for node, name in zip(graph, names, strict=True)})


def graphs() -> dict[str, nx.Graph]:
    """Every shape, once in order and once shuffled, and random graphs of every density."""
    draw = random.Random(11)
    shapes = {
        "chain": nx.path_graph(1000),
        "long chain": nx.path_graph(20_000),
        "circle": nx.cycle_graph(1000),
        "star": nx.star_graph(1000),
        "complete": nx.complete_graph(30),
        "tree": nx.balanced_tree(2, 8),
        "grid": nx.convert_node_labels_to_integers(nx.grid_2d_graph(20, 20)),
        "two sides": nx.complete_bipartite_graph(5, 200),
        "alone": nx.empty_graph(5),
    }
    made = {name: nx.relabel_nodes(g, {node: f"{node:06d}" for node in g}) for name, g in shapes.items()}
    made |= {f"{name} shuffled": shuffled(graph, draw) for name, graph in shapes.items()}
    # a chain whose names fall and rise in turn: the longest way for neighbours that follow the smaller one
    zigzag = [f"{n // 2:06d}" if n % 2 else f"{9999 - n // 2:06d}" for n in range(1000)]
    made["zigzag"] = nx.Graph(list(pairwise(zigzag)))
    for number in range(80):
        size = draw.randint(1, 60)
        made[f"random {number}"] = shuffled(
            nx.gnp_random_graph(size, draw.choice([0.5, 1, 1.5, 3]) / size, seed=number), draw
        )
    return made


@pytest.fixture(scope="module")
def components(tmp_path_factory) -> dict[str, list[tuple]]:
    """The tables of one dbt project: all graphs side by side, other column names, no edge at all."""
    models = {
        "shapes": "select node_a, node_b from edges",
        "named": "select 'b' as node_a, 'a' as node_b union all select null, 'c' union all select 'b', 'a'",
        "numbers": "select 10 as node_a, 9 as node_b",
        "nothing": "select node_a, node_b from edges where 1 = 0",
    }
    edges = [
        (f"{name}:{a}", f"{name}:{b}")
        for name, graph in graphs().items()
        for a, b in [*graph.edges, *((node, node) for node in graph)]
    ]
    random.Random(5).shuffle(edges)
    table = pa.table({"node_a": [a for a, _ in edges], "node_b": [b for _, b in edges]})
    database = run_project(
        tmp_path_factory.mktemp("graphs"), "connected_components", {"edges": table}, models,
        again="named nothing", yml=NAMED,
    )  # fmt: skip
    with duckdb.connect(str(database), read_only=True) as connection:
        found = {name: connection.execute(f"select * from {name} order by all").fetchall() for name in models}
        found["tables"] = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
        found["columns"] = connection.execute(
            "select column_name, comment from duckdb_columns() where table_name = 'named' order by 1"
        ).fetchall()
    return found


def test_components_are_those_of_networkx(components):
    expected = [
        (f"{name}:{node}", f"{name}:{smallest}")
        for name, graph in graphs().items()
        for component, smallest in ((c, min(c)) for c in nx.connected_components(graph))
        for node in component
    ]
    assert components["shapes"] == sorted(expected)


def test_columns_take_their_names_from_meta_and_their_descriptions_from_the_yml(components):
    assert components["named"] == [("a", "a"), ("b", "a"), ("c", "c")]
    assert components["columns"] == [("cluster_id", None), ("record_id", "The record.")]


def test_nodes_may_be_numbers_and_no_edge_gives_an_empty_table(components):
    assert components["numbers"] == [(9, 9), (10, 9)]
    assert components["nothing"] == []


def test_working_tables_are_gone(components):
    assert components["tables"] == [(name,) for name in ("edges", "named", "nothing", "numbers", "shapes")]
