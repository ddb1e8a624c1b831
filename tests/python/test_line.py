"""The closing words of the line."""

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

import line
from audit import Audit
from report import Headline


@pytest.mark.parametrize(("count", "words"), [(0, ""), (1, ", 1 event without"), (2400, ", 2,400 events without")])
def test_the_summary_counts_events_without_an_exchange_rate(count, words):
    figures = Headline(
        *(5, 4, 3), *map(Decimal, (9, 8, 7, 6, 2, 1)), count, *(0, 0, 12), target_share=0.5, base="total"
    )
    company = line.Company(Path("landing"), Path("wh"))
    said = line.summary(figures, "", "", Audit(), company, {"company_currency": "EUR"}, 1.0)
    [revenue] = [sentence for sentence in said if "Revenue" in sentence]
    assert revenue.endswith("identified" if not words else f"identified{words} an exchange rate")


@pytest.mark.parametrize(
    ("known", "words"), [([], ""), (["A", "A", "B"], "of 2 published before, 1 merged, 2 split"), (["D"], None)]
)
def test_the_summary_counts_the_ids_that_changed_since_the_last_view(tmp_path, known, words):
    """Three new changes, each in two rows, beside one that was published before."""
    today = [("A", "merged", "2026-06-30"), ("C", "split", "2026-06-30"), ("E", "split", "2026-06-30")] * 2
    changes = "(previous_customer_id varchar, change varchar, changed_on date)"
    with duckdb.connect(str(tmp_path / "build.duckdb")) as build:
        build.execute("create schema intermediate; create schema staging")
        build.execute("create table staging.stg_state__customer_records (customer_id varchar)")
        for table in ("staging.stg_state__customer_id_changes", "intermediate.int_identity__customer_id_changes"):
            build.execute(f"create table {table} {changes}")
            build.execute(f"insert into {table} values ('D', 'merged', '2026-05-31')")
        for customer_id in known:
            build.execute("insert into staging.stg_state__customer_records values (?)", [customer_id])
        if words is not None:
            build.executemany("insert into intermediate.int_identity__customer_id_changes values (?, ?, ?)", today)
    said = line.id_words(tmp_path / "build.duckdb")
    assert said == ("of 1 published before, none changed" if words is None else words)
