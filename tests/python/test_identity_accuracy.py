"""How right identity is on labelled records, against floors set a little below what was measured.

A floor is raised when identity gets better, and never lowered to let a change through.
"""

from __future__ import annotations

import itertools
import random
from collections import Counter
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from evaluate_identity import Accuracy, UnusableRecords, compare, records_loaded, resolve
from generate_demo import generate
from labelled import febrl3, febrl4

FLOORS = {
    "demo company": {"precision": 0.985, "f1": 0.971, "b_cubed": 0.989, "completeness": 0.9895},
    "febrl3": {"precision": 0.9995, "f1": 0.998, "b_cubed": 0.9985, "completeness": 0.997},
    "febrl4": {"precision": 0.9995, "f1": 0.9995, "b_cubed": 0.9995, "completeness": 0.9995},
}


def evaluate(warehouse: Path, records: pd.DataFrame, train: bool = True) -> Accuracy:
    """Run the identity models on records with a column person_id, by default trained on them without it."""
    file = warehouse / "records.parquet"
    records.to_parquet(file)
    with records_loaded(warehouse, file, "person_id"):
        resolve(warehouse, train=train)
    with duckdb.connect(str(warehouse / "build" / "build.duckdb")) as connection:
        return compare(connection)


def demo_company(room: Path, build_company) -> Accuracy:
    """The demo company of 5,000, from its landing folder on, against its own truth."""
    generate(room / "landing", customers=5000, truth=room / "truth.csv")
    database = build_company(room / "landing", select="int_identity__clusters")
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema evaluation")
        connection.execute(
            "create table evaluation.truth as select record_id, person_id as true_customer from read_csv(?)",
            [str(room / "truth.csv")],
        )
        return compare(connection)


@pytest.mark.parametrize("name", FLOORS)
def test_accuracy_stays_above_its_floor(name, tmp_path, build_company):
    if name == "demo company":
        measured = demo_company(tmp_path, build_company)
    else:
        measured = evaluate(tmp_path, {"febrl3": febrl3, "febrl4": febrl4}[name]())
    fallen = {what: getattr(measured, what) for what, floor in FLOORS[name].items() if getattr(measured, what) < floor}
    assert not fallen, measured


def test_firms_of_one_group_under_one_roof_are_several_customers(tmp_path):
    """A firm stands twice, its sister beside it: another name at the same address, with the same mail domain."""
    places = ["Lerchenau", "Birkenfeld", "Ahornhain", "Eschental", "Buchengrund"]
    records = pd.DataFrame(
        {
            "record_id": f"{place}-{number}", "source": source, "person_id": f"{place} {firm}", "party_type": "company",
            "company_name": f"{place} {firm} GmbH", "email": f"{box}@{place.lower()}.example",
            "street": f"{place}er Weg", "house_number": "5", "postal_code": f"{20095 + 11 * n}", "city": "Hamburg",
        }
        for n, place in enumerate(places)
        for number, (firm, source, box) in enumerate(
            [("Hausverwaltung", "shop", "info"), ("Hausverwaltung", "contracts", "post"), ("Metallbau", "shop", "mail")]
        )
    )  # fmt: skip
    measured = evaluate(tmp_path, records, train=False)
    assert (measured.cluster_count, measured.f1) == (2 * len(places), 1)


@pytest.mark.parametrize("seed", range(5))
def test_figures_are_those_of_counting_every_pair(seed):
    """Pairs one by one, and B-cubed as the mean over records (Bagga and Baldwin 1998)."""
    draw = random.Random(seed)
    numbers = range(40)
    truth = {n: draw.randrange(12) for n in numbers}
    cluster = {n: truth[n] if draw.random() < 0.7 else draw.randrange(12) for n in numbers}
    compared = [pair for pair in itertools.combinations(numbers, 2) if draw.random() < 0.3]

    found = {(a, b) for a, b in itertools.combinations(numbers, 2) if cluster[a] == cluster[b]}
    true = {(a, b) for a, b in itertools.combinations(numbers, 2) if truth[a] == truth[b]}
    precision, recall = len(found & true) / len(found), len(found & true) / len(true)
    in_both = Counter((cluster[n], truth[n]) for n in numbers)
    right = [
        sum(in_both[cluster[n], truth[n]] / list(side.values()).count(side[n]) for n in numbers) / len(numbers)
        for side in (cluster, truth)
    ]
    with duckdb.connect() as connection:
        connection.execute("create schema intermediate; create schema evaluation")
        tables = {
            "evaluation.truth": [*((f"r{n}", f"c{truth[n]}") for n in numbers), ("unknown", "")],
            "intermediate.int_identity__compared_records": [*((f"r{n}", n) for n in numbers), ("unknown", 40)],
            "intermediate.int_identity__clusters": [*((f"r{n}", f"k{cluster[n]}") for n in numbers), ("unknown", "k0")],
            "intermediate.int_identity__pairs": [*compared, (0, 40)],
        }
        columns = ("record_id, true_customer", "record_id, record_number", "record_id, cluster_id",
                   "record_number_a, record_number_b")  # fmt: skip
        for (table, rows), names in zip(tables.items(), columns, strict=True):
            values = ", ".join(map(str, rows))
            connection.execute(f"create table {table} as select * from (values {values}) as given ({names})")
        connection.execute("update evaluation.truth set true_customer = null where true_customer = ''")
        measured = compare(connection)
    assert measured == Accuracy(
        record_count=40, customer_count=len(set(truth.values())), cluster_count=len(set(cluster.values())),
        precision=pytest.approx(precision), recall=pytest.approx(recall),
        f1=pytest.approx(2 * precision * recall / (precision + recall)),
        b_cubed=pytest.approx(2 * right[0] * right[1] / sum(right)),
        completeness=pytest.approx(len(set(compared) & true) / len(true)), compared_pair_count=len(compared),
        unjudged_count=1,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "there is no such file"),
        ("record_id,source\nshop:1,shop\n", "no column person_id. Columns found: record_id, source"),
        ("record_id,source,person_id\n", "no rows below the header"),
        ("record_id,source,person_id\n1,shop,a\n1,shop,b\n", "1 row without a record_id of its own"),
        ("record_id,source,person_id\n1,shop,a\n,shop,b\n", "1 row without a record_id of its own"),
        ("record_id,source,person_id\n1,shop,\n2,shop,\n", "no row has a person_id"),
        (
            "record_id,source,person_id\n1,shop,a\n2,crm,a\n3,,b\n",
            "unknown source \\(empty\\), crm. Known sources: contracts, shop",
        ),
    ],
)
def test_a_file_that_cannot_be_evaluated_says_why(text, said, tmp_path):
    file = tmp_path / "records.csv"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableRecords, match=said), records_loaded(tmp_path, file, "person_id"):
        pass
