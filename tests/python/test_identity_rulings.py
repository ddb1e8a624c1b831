"""Rulings by hand: what a person says holds, with all that follows from it; the rest is average linkage as ever."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import pairwise

import networkx as nx
import pytest

import transform
from conftest import AS_OF
from line import project_vars
from oracle.linkage import tie

FIRST = ["Ada", "Ben", "Cem", "Dora", "Emil", "Fatma", "Gero", "Hana", "Ivo", "Jana"]
LAST = ["Adler", "Bach", "Celik", "Dorn", "Ernst", "Falk", "Groß", "Horn"]
UPDATED = "2024-01-01 00:00:00"
Ruling = tuple[str, str, str, str]  # record, record, same or different, day


def person(record: str, first: str, last: str, born: str = "", email: str = "") -> dict[str, str]:
    """A shop customer."""
    return {
        "customer_id": record.removeprefix("shop:"), "party_type": "person", "first_name": first, "last_name": last,
        "birth_date": born, "email": email, "updated_at": UPDATED,
    }  # fmt: skip


def people() -> list[dict[str, str]]:
    """Known cases (lettered), and people at random (numbered) out of few values, so that they meet."""
    draw = random.Random(4)
    known = [person(f"shop:a{n}", FIRST[n], LAST[n], f"19{50 + n}-0{n + 1}-1{n}") for n in range(6)]
    known += [person(f"shop:b{n}", "Zoe", "Zander", "1980-05-01", "zoe@example.org") for n in range(4)]
    known += [person(f"shop:c{n}", "Yul", "Yilmaz", f"19{n}0-05-01", "yul@example.org") for n in (3, 9)]
    known += [person(f"shop:d{n}", "Xaver", f"Xylander{n}") for n in range(3)]
    return known + [
        person(
            f"shop:{n}", draw.choice(FIRST), draw.choice(LAST), draw.choice(["", f"198{n % 5}-0{n % 9 + 1}-11"]),
            draw.choice(["", f"mail{n % 40}@example.org"]),
        )
        for n in range(200)
    ]  # fmt: skip


def rulings() -> list[Ruling]:
    """What people ruled on them, in the order of delivery."""
    draw = random.Random(9)
    said = [(a, b, "same", "2026-01-01") for a, b in pairwise(f"shop:a{n}" for n in range(6))]
    said += [("shop:b0", "shop:b1", "different", "2026-01-01"), ("shop:c9", "shop:c3", "same", "2026-01-01")]
    # overruled, in both directions, and a ruling of a day to come
    said += [("shop:b2", "shop:b3", "different", "2025-01-01"), ("shop:b3", "shop:b2", "same", "2025-02-01")]
    said += [("shop:b0", "shop:a0", "different", "2026-01-01"), ("shop:b0", "shop:a0", "same", "2026-12-01")]
    said += [("shop:d0", "shop:d1", "same", "2026-01-01"), ("shop:d1", "shop:d2", "same", "2026-01-01")]
    said += [("shop:d2", "shop:d0", "different", "2026-01-01"), ("shop:b0", "shop:unknown", "same", "2026-01-01")]
    drawn = random.Random(9).sample(range(200), 80)
    said += [(f"shop:{a}", f"shop:{b}", "same", "2026-01-01") for a, b in zip(drawn[:30], drawn[30:60], strict=True)]
    said += [(f"shop:{drawn[0]}", f"shop:{n}", "same", "2026-01-01") for n in drawn[60:70]]
    return said + [(*(f"shop:{n}" for n in draw.sample(range(200), 2)), "different", "2026-01-01") for _ in range(150)]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory, build_company):
    """The company, built up to customer_records."""
    folder = tmp_path_factory.mktemp("rulings")
    entities = {
        "shop/customers": people(),
        "company/identity_rulings": [
            {"record_a": a, "record_b": b, "ruling": ruling, "ruled_by": "Ada", "ruled_on": day}
            for a, b, ruling, day in rulings()
        ],
    }
    trusted = {"max_birth_date_error_share": 1}  # dates drawn at random contradict each other often
    build_company(entities, warehouse=folder, select="customer_records", variables=trusted)
    return folder


@pytest.fixture
def customer(warehouse, query) -> dict[str, str]:
    """Record → customer."""
    return dict(
        query(warehouse / "build" / "build.duckdb", "select record_id, customer_id from marts.customer_records")
    )


def newest() -> dict[tuple[str, str], str]:
    """Pair → what holds of it: the newest ruling up to the day of the view, on records that there are."""
    known = {f"shop:{row['customer_id']}" for row in people()}
    in_force = sorted((day, a, b, ruling) for a, b, ruling, day in rulings() if day <= AS_OF and {a, b} <= known)
    return {(min(a, b), max(a, b)): ruling for _, a, b, ruling in in_force}


def link(
    nodes: list[int], weights: dict, ties: dict, apart: set, one: list[tuple[int, int]], unseen: int
) -> dict[int, int]:
    """Node → smallest node of its group: average linkage by its definition, beginning with what is one."""
    graph = nx.Graph(one)
    graph.add_nodes_from(nodes)
    groups = {min(part): part for part in nx.connected_components(graph)}
    name = {node: first for first, part in groups.items() for node in part}
    while True:
        found: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
        for (a, b), weight in weights.items():
            if name[a] != name[b]:
                found[min(name[a], name[b]), max(name[a], name[b])].append((weight, ties[a, b]))
        barred = {(min(name[a], name[b]), max(name[a], name[b])) for a, b in apart}
        sizes = {(a, b): len(groups[a]) * len(groups[b]) for a, b in found.keys() - barred}
        means = [
            (-(sum(said) + unseen * (size - len(said))) / size, min(tied), a, b)
            for (a, b), size in sizes.items()
            for said, tied in [zip(*found[a, b], strict=True)]
        ]
        if not means or min(means)[0] >= 0:
            return name
        _, _, a, b = min(means)
        groups[a] |= groups.pop(b)
        name |= dict.fromkeys(groups[a], a)


def test_same_rulings_hold_in_chains_whatever_speaks_against_it(customer):
    assert len({customer[f"shop:a{n}"] for n in range(6)}) == 1
    assert customer["shop:c3"] == customer["shop:c9"]


def test_a_different_ruling_keeps_apart_with_all_that_belongs_to_either(customer):
    assert customer["shop:b0"] != customer["shop:b1"]
    assert customer["shop:b2"] == customer["shop:b3"]
    assert customer["shop:a0"] != customer["shop:b0"]


def test_every_newest_ruling_holds_but_those_that_contradict_each_other(customer):
    one = nx.Graph(pair for pair, ruling in newest().items() if ruling == "same")
    apart = {pair for pair, ruling in newest().items() if ruling == "different"}
    contradicting = {(a, b) for a, b in apart if {a, b} <= set(one) and nx.has_path(one, a, b)}
    broken = {(a, b) for (a, b), ruling in newest().items() if (customer[a] == customer[b]) != (ruling == "same")}
    assert ("shop:d0", "shop:d2") in contradicting
    assert broken == contradicting


def test_the_rest_is_average_linkage_that_begins_with_the_rulings(warehouse, customer, query):
    build = warehouse / "build" / "build.duckdb"
    number = dict(query(build, "select record_id, record_number from intermediate.int_identity__compared_records"))
    record = {n: record_id for record_id, n in number.items()}
    scores = query(
        build, "select record_number_a, record_number_b, match_weight, match_probability, is_vetoed"
        " from intermediate.int_identity__scores",
    )  # fmt: skip
    unlinked = query(build, "select record_number_a, record_number_b from intermediate.int_identity__vetoes")
    linkage = transform.manifest().nodes["model.bestandskunden.int_identity__linkage"]
    limit = project_vars()["min_pair_probability"]
    linked = {(a, b): weight for a, b, weight, p, is_vetoed in scores if p >= limit and not is_vetoed}
    ruled = {(number[a], number[b]): ruling for (a, b), ruling in newest().items()}
    expected = link(
        sorted(number.values()),
        {pair: round(100 * max(min(weight, 10), -10)) for pair, weight in linked.items()},
        {(a, b): tie(record[a], record[b]) for a, b in linked},
        {pair for pair, ruling in ruled.items() if ruling == "different"} | set(unlinked),
        [pair for pair, ruling in ruled.items() if ruling == "same"],
        linkage.config.meta["unseen_weight"],
    )  # fmt: skip
    found = query(build, "select record_number, cluster_number from intermediate.int_identity__linkage")
    assert len(set(expected.values())) < len(expected) - 50
    assert dict(found) == expected


@pytest.mark.parametrize(
    ("claim", "status", "example"),
    [
        ("assert_every_identity_ruling_holds", "fail", "shop:d0"),
        ("assert_every_identity_ruling_names_known_records", "warn", "shop:unknown"),
        ("assert_no_customer_has_contradicting_birth_dates", "pass", None),
    ],
)
def test_the_audit_names_rulings_that_cannot_hold(warehouse, claim, status, example, query):
    result = transform.dbt("test", warehouse, {"as_of_date": AS_OF}, "--select", claim).result[0]
    assert str(result.status) == status
    if example:
        rows = query(warehouse / "build" / "build.duckdb", f"select * from ({result.node.compiled_code})")
        assert example in {name for row in rows for name in row}


def test_a_ruling_is_the_reason_of_its_records(warehouse, query):
    reason = query(
        warehouse / "build" / "build.duckdb",
        "select match_kind, match_reason, match_probability from marts.customer_records where record_id = 'shop:c3'",
    )
    assert reason == [("ruling", "Ruled to be one customer with shop:c9 by Ada on 2026-01-01.", 1)]
