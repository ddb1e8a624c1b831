"""Measure identity on labelled records: run this project's own models on them and compare with the truth.

    python scripts/evaluate_identity.py --records people.parquet --truth-column person_id --train --assignments out.csv

The file (CSV with a header, or Parquet) holds one row per record: record_id, source (shop, shop_guest, contracts,
broker, support or newsletter), the column that names the true customer, and any of party_type, salutation, title,
first_name, last_name, company_name, birth_date, email, phone, street, house_number, postal_code, city, country, iban,
vat_id. Thresholds and default weights are those of the project; the truth is looked at only after the clusters stand,
and records without one are linked but not judged. --train first fits the weights to the records, without labels
(scripts/train_identity.py).

Prints pairwise precision, recall and F1, B-cubed (Bagga and Baldwin 1998), the share of true pairs that were compared
at all, seconds from records to clusters, the peak memory of this process, and what too many records share to be
compared by it.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from land import create_tables
from landing_rules import literal, quoted
from line import many, matching_words
from run import PROJECT
from transform import dbt, manifest

PERSON_BLOCK = (
    "party_type", "salutation", "title", "first_name", "last_name", "company_name", "birth_date", "email", "phone",
    "street", "house_number", "postal_code", "city", "country", "iban", "vat_id",
)  # fmt: skip
SOURCES = PROJECT / "seeds" / "source_trust.csv"
RECORDS = "intermediate.int_identity__records"
MEMORY = "900MB"  # of the database, so that a million records pass in less than 1.5 GB
MODELS = (
    "--select", "int_identity__records+,+int_identity__customer_ids", "+int_identity__customer_ids,resource_type:seed",
    "stg_support__requesters", "stg_company__identity_rulings", "stg_state__match_weights",
    "stg_state__customer_records", "stg_state__customer_id_changes",
    "--exclude", "int_identity__records",
)  # fmt: skip


class UnusableRecords(Exception):  # noqa: N818
    """The labelled file cannot be evaluated; the text says why and what to do."""


@dataclass(frozen=True)
class Accuracy:
    """How clusters agree with the truth, of records that have one; `unjudged_count` have none.

    Shares from 0 to 1; `completeness`: share of true pairs that were compared.
    """

    record_count: int
    customer_count: int
    cluster_count: int
    precision: float
    recall: float
    f1: float
    b_cubed: float
    completeness: float
    compared_pair_count: int
    unjudged_count: int


def main() -> None:
    """Evaluate the file of the command line and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=Path, required=True, help="CSV or Parquet with one row per record")
    parser.add_argument("--truth-column", required=True, help="column that names the true customer of a record")
    parser.add_argument("--train", action="store_true", help="fit the weights to these records first, without labels")
    parser.add_argument("--assignments", type=Path, help="CSV to write: record_id, cluster")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="identity-") as folder:
        try:
            started = time.perf_counter()
            with records_loaded(Path(folder), call.records, call.truth_column) as unused:
                manifest()  # reading the project is no part of the work on records
                loaded = time.perf_counter()
                resolve(Path(folder), train=call.train)
                resolved = time.perf_counter()
        except UnusableRecords as fault:
            sys.exit(str(fault))
        with duckdb.connect(str(Path(folder) / "build" / "build.duckdb")) as connection:
            figures = compare(connection)
            if call.assignments:
                write_assignments(connection, call.assignments)
        matching = matching_words(Path(folder) / "build" / "build.duckdb")
    for line in [*report(figures, loaded - started, resolved - loaded), f"matching: {matching}"]:
        print(line)
    if unused:
        print(f"columns not used: {', '.join(unused)}")


@contextmanager
def records_loaded(warehouse: Path, file: Path, truth_column: str) -> Iterator[list[str]]:
    """Make `warehouse` hold the records where the models look for them, and the truth beside them.

    Yields the columns that are not used. Raises UnusableRecords when the file is missing, empty or lacks record_id,
    a known source or the truth.
    """
    (warehouse / "build").mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(warehouse / "raw.duckdb")) as connection:
        create_tables(connection)
    with duckdb.connect(str(warehouse / "build" / "build.duckdb")) as connection:
        given = _columns(connection, file)
        missing = [name for name in ("record_id", "source", truth_column) if name not in given]
        if missing:
            raise UnusableRecords(f"{file.name}: no column {', '.join(missing)}. Columns found: {', '.join(given)}.")
        block = ", ".join(
            (f"nullif(trim(cast({quoted(name)} as varchar)), '')" if name in given else "null::varchar") + f" as {name}"
            for name in PERSON_BLOCK
        )
        connection.execute("create schema intermediate; create schema evaluation")
        connection.execute(
            f"create table {RECORDS} as select cast(record_id as varchar) as record_id, cast(source as varchar) as"
            f" source, {block}, null::date as first_seen_date, null::timestamp as updated_at from {_rows(file)}"
        )
        connection.execute(
            "create table evaluation.truth as select cast(record_id as varchar) as record_id,"
            f" cast({quoted(truth_column)} as varchar) as true_customer from {_rows(file)}"
        )
        counted, known, judged = _one(
            connection,
            "select count(*), count(distinct record_id), count(true_customer) from evaluation.truth",
        )
        if not counted:
            raise UnusableRecords(f"{file.name}: there are no rows below the header.")
        if counted != known:
            raise UnusableRecords(f"{file.name}: {many(counted - known, 'row')} without a record_id of its own.")
        if not judged:
            raise UnusableRecords(f"{file.name}: no row has a {truth_column}.")
        known_sources = [row[0] for row in connection.execute(f"select source from {_rows(SOURCES)}").fetchall()]
        unknown = connection.execute(
            f"select distinct coalesce(source, '(empty)') as odd from {RECORDS}"
            f" where source is null or source not in ({', '.join(map(literal, known_sources))}) order by odd limit 3"
        ).fetchall()
        if unknown:
            odd = ", ".join(row[0] for row in unknown)
            raise UnusableRecords(f"{file.name}: unknown source {odd}. Known sources: {', '.join(known_sources)}.")
    yield [name for name in given if name not in ("record_id", "source", truth_column, *PERSON_BLOCK)]


def resolve(warehouse: Path, *, train: bool = False) -> None:
    """Run the identity models from records to customer ids."""
    if train:
        from train_identity import train as fit

        build(warehouse, *MODELS)
        fit(warehouse)
    build(warehouse, *MODELS)


def build(warehouse: Path, *options: str) -> None:
    """Run dbt on some models; raises what dbt raises, or RuntimeError with its first message."""
    result = dbt("build", warehouse, {}, *options)
    if not result.success:
        broken = [node for node in result.result or [] if node.status in ("error", "fail")]
        raise result.exception or RuntimeError(f"{broken[0].node.name}: {broken[0].message}")


def compare(connection: duckdb.DuckDBPyConnection) -> Accuracy:
    """Compare clusters with the truth; pairs are counted by group sizes, so that a million records take a second."""
    connection.execute(
        "create table evaluation.assignments as select truth.record_id, truth.true_customer, records.record_number,"
        " clusters.cluster_id from evaluation.truth as truth"
        " inner join intermediate.int_identity__compared_records as records using (record_id)"
        " inner join intermediate.int_identity__clusters as clusters using (record_id)"
    )
    connection.execute(
        "create view evaluation.members as select * from evaluation.assignments where true_customer is not null"
    )
    records, customers, clusters = _one(
        connection,
        "select count(*), count(distinct true_customer), count(distinct cluster_id) from evaluation.members",
    )
    unjudged = _one(connection, "select count(*) - count(true_customer) from evaluation.assignments")[0]
    pairs = "select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from evaluation.members group by {})"
    found, true = (_one(connection, pairs.format(by))[0] for by in ("cluster_id", "true_customer"))
    both = _one(connection, pairs.format("cluster_id, true_customer"))[0]
    compared, compared_true = _one(
        connection,
        "select count(*), count(*) filter (where a.true_customer = b.true_customer)"
        " from intermediate.int_identity__pairs as pairs"
        " inner join evaluation.members as a on pairs.record_number_a = a.record_number"
        " inner join evaluation.members as b on pairs.record_number_b = b.record_number",
    )
    precise, complete = _one(
        connection,
        "select sum(shared * shared / in_cluster) / sum(shared), sum(shared * shared / in_customer) / sum(shared)"
        " from (select shared, sum(shared) over (partition by cluster_id) as in_cluster, sum(shared) over"
        " (partition by true_customer) as in_customer from (select cluster_id, true_customer,"
        " cast(count(*) as double) as shared from evaluation.members group by all))",
    )
    precision, recall = both / found if found else 1.0, both / true if true else 1.0
    return Accuracy(
        record_count=records, customer_count=customers, cluster_count=clusters,
        precision=precision, recall=recall, f1=_harmonic(precision, recall), b_cubed=_harmonic(precise, complete),
        completeness=compared_true / true if true else 1.0, compared_pair_count=compared, unjudged_count=unjudged,
    )  # fmt: skip


def write_assignments(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Write record_id and cluster (the smallest record_id of its members) as CSV."""
    connection.execute(
        "copy (select record_id, cluster_id as cluster from evaluation.assignments order by record_id)"
        f" to {literal(str(file))} (header)"
    )


def report(figures: Accuracy, load_seconds: float, seconds: float) -> list[str]:
    """The figures in lines, as people compare them."""
    # ru_maxrss is in kB on Linux and in bytes on macOS
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    unjudged = f"   (and {figures.unjudged_count:,} without a truth, left out below)" if figures.unjudged_count else ""
    return [
        f"records             {figures.record_count:>12,}{unjudged}",
        f"true customers      {figures.customer_count:>12,}",
        f"clusters            {figures.cluster_count:>12,}",
        f"compared pairs      {figures.compared_pair_count:>12,}",
        f"pairs completeness  {figures.completeness:>12.4f}",
        f"precision           {figures.precision:>12.4f}",
        f"recall              {figures.recall:>12.4f}",
        f"F1                  {figures.f1:>12.4f}",
        f"B-cubed             {figures.b_cubed:>12.4f}",
        f"seconds             {seconds:>12.1f}   (and {load_seconds:.1f} to read file and project)",
        f"peak memory in MB   {peak:>12.0f}",
    ]


def _columns(connection: duckdb.DuckDBPyConnection, file: Path) -> list[str]:
    if not file.is_file():
        raise UnusableRecords(f"{file}: there is no such file.")
    try:
        return [row[0] for row in connection.execute(f"describe from {_rows(file)}").fetchall()]
    except duckdb.Error as error:
        raise UnusableRecords(f"{file.name}: neither readable CSV nor Parquet ({type(error).__name__}).") from error


def _rows(file: Path) -> str:
    if file.suffix == ".parquet":
        return f"read_parquet({literal(str(file))})"
    return f"read_csv({literal(str(file))}, header = true, all_varchar = true)"


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    return connection.execute(sql).fetchall()[0]


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


if __name__ == "__main__":
    os.environ.setdefault("MEMORY_LIMIT", MEMORY)
    main()
