"""average_linkage against its definition by brute force, and against scipy, in one dbt run."""

from __future__ import annotations

import random
from itertools import combinations

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from oracle.linkage import Links, merge_best, tie
from small_project import run_project

UNSEEN = -300
CHAIN = 1000
NAMED = """
models:
  - name: named
    description: Columns by other names.
    config: {meta: {node: record_id, component: cluster_id}}
    columns: [{name: record_id, description: The record.}]
"""


def complete(nodes: range, weight: int) -> Links:
    """Every pair of the nodes with one weight."""
    return dict.fromkeys(combinations(nodes, 2), (weight, False))


def draw_links(draw: random.Random, size: int, density: float, *, ties: bool, exclusion: float) -> Links:
    """A random graph; few weights make ties."""
    weight = (lambda: draw.choice([-200, 300, 300, 600])) if ties else (lambda: draw.randint(-(10**6), 10**6))
    pairs = [pair for pair in combinations(range(size), 2) if draw.random() < density]
    return {pair: (weight(), draw.random() < exclusion) for pair in pairs}


def graphs() -> dict[str, tuple[int, Links]]:
    """Name → number of nodes and links: shapes in order and shuffled, random graphs of several densities."""
    draw = random.Random(3)
    chain = {(n, n + 1): (draw.randint(1, 1000), False) for n in range(999)}
    bridge = complete(range(10), 500) | complete(range(10, 20), 500) | {(9, 10): (400, False)}
    shapes = {
        "chain": (1000, chain),
        "long chain of equals": (CHAIN, {(n, n + 1): (700, False) for n in range(CHAIN - 1)}),
        "star": (300, {(0, n): (n, False) for n in range(1, 300)}),
        "two cliques with a bridge": (20, bridge),
        "excluded in the middle": (3, {(0, 1): (900, False), (1, 2): (800, False), (0, 2): (900, True)}),
        "all equal": (40, complete(range(40), 100)),
        "complete": (200, draw_links(draw, 200, 1, ties=False, exclusion=0)),
        "only against": (10, complete(range(10), -1)),
        "no weight at all": (4, {(0, 1): (0, False)}),
        "alone": (5, {}),
    }
    for number in range(80):
        size = draw.randint(2, 40)
        shapes[f"random {number}"] = (
            size,
            draw_links(
                draw, size, draw.choice([0.1, 0.3, 0.6, 1]), ties=number % 2 == 0, exclusion=draw.choice([0, 0.2])
            ),
        )
    names = {name: draw.sample(range(size), size) for name, (size, _) in shapes.items()}
    shuffled = {
        f"{name} shuffled": (size, {tuple(sorted((names[name][a], names[name][b]))): w for (a, b), w in links.items()})
        for name, (size, links) in shapes.items()
    }
    return shapes | shuffled


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict[str, list[tuple]]:
    """The tables of one dbt project: all graphs side by side, other column names, no link at all."""
    rows, first = [], 0
    for size, links in graphs().values():
        rows += [(first + node, first + node, None, None, None) for node in range(size)]
        # both ways round, since the order of a pair means nothing
        rows += [
            (*((first + b, first + a) if a % 2 else (first + a, first + b)), tie(a, b), *said)
            for (a, b), said in links.items()
        ]
        first += size
    random.Random(5).shuffle(rows)
    numbers = dict.fromkeys(("node_a", "node_b"), pa.int64())
    schema = pa.schema(numbers | {"tie": pa.string(), "weight": pa.int64(), "is_excluded": pa.bool_()})
    table = pa.table(dict(zip(schema.names, map(list, zip(*rows, strict=True)), strict=True)), schema=schema)
    models = {
        "shapes": "select * from links",
        "named": "select 'b' as node_a, 'a' as node_b, 'ab' as tie, cast(1 as bigint) as weight, false as is_excluded"
        " union all select null, 'c', null, null, null",
        "nothing": "select * from links where 1 = 0",
    }
    database = run_project(
        tmp_path_factory.mktemp("links"), "average_linkage", {"links": table}, models,
        again="named nothing", meta=f"{{unseen_weight: {UNSEEN}}}", yml=NAMED,
    )  # fmt: skip
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = {name: connection.execute(f"select * from {name} order by all").fetchall() for name in models}
        tables["tables"] = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
        tables["columns"] = connection.execute(
            "select column_name, comment from duckdb_columns() where table_name = 'named' order by 1"
        ).fetchall()
    return tables


@pytest.fixture(scope="module")
def groups(found) -> dict[str, list[int]]:
    """Graph → the group of each node, both counted from 0."""
    component, first, by_graph = dict(found["shapes"]), 0, {}
    for name, (size, _) in graphs().items():
        by_graph[name] = [component[first + node] - first for node in range(size)]
        first += size
    assert first == len(component)
    return by_graph


def test_groups_are_those_of_the_definition(groups):
    expected = {name: merge_best(size, links, UNSEEN) for name, (size, links) in graphs().items()}
    assert groups == expected
    assert max(len(set(group)) for group in expected.values()) > 100, "nothing was kept apart"


def test_groups_are_those_of_scipy_where_nothing_is_tied_or_excluded(groups):
    compared = 0
    for name, (size, links) in graphs().items():
        if size < 3 or any(excluded for _, excluded in links.values()) or not name.startswith(("random", "complete")):
            continue
        if len({weight for weight, _ in links.values()}) < len(links):
            continue
        distances = np.full((size, size), -UNSEEN, dtype=float)
        for (a, b), (weight, _) in links.items():
            distances[a, b] = distances[b, a] = -weight
        np.fill_diagonal(distances, 0)
        shift = 10**6  # distances are not negative; the cut moves along
        tree = linkage(squareform(distances + shift * ~np.eye(size, dtype=bool)), method="average")
        labels = fcluster(tree, t=shift - 1e-6, criterion="distance").tolist()
        assert groups[name] == [labels.index(label) for label in labels], name
        compared += 1
    assert compared > 20


def test_two_cliques_stay_two_with_a_bridge_between(groups):
    assert set(groups["two cliques with a bridge"]) == {0, 10}


def test_who_is_excluded_never_meets_through_a_third(groups):
    assert groups["excluded in the middle"] == [0, 0, 2]


def test_columns_take_their_names_from_meta_and_no_link_gives_an_empty_table(found):
    assert found["named"] == [("a", "a"), ("b", "a"), ("c", "c")]
    assert found["columns"] == [("cluster_id", None), ("record_id", "The record.")]
    assert found["nothing"] == []


def test_working_tables_are_gone(found):
    assert found["tables"] == [(name,) for name in ("links", "named", "nothing", "shapes")]
