"""What several tests share: writing a landing folder, building a company, the demo company built once."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

import transform
from convert_online_retail import convert
from generate_demo import generate
from land import land
from landing_settings import read_settings
from random_company import Company, write

AS_OF = "2026-06-30"

RETAIL = Path(
    os.environ.get("ONLINE_RETAIL")
    or Path(__file__).resolve().parents[3] / "shared" / "data" / "online_retail" / "online_retail_ii.parquet"
)
# What the demo company hardly has: technical ends, gaps before successors, a month cut short.
AWKWARD = Company(seed=4, people=300, as_of=date(2025, 11, 17))
# The marts that are computed a second time with pandas.
COMPUTED = """revenue_retention revenue_concentration cohort_retention contract_movements revenue_shares order_habits
    basket_comparisons service_levels cost_ratios contract_stocks revenue_outlooks"""

Rows = Iterable[Mapping[str, Any]]


def write_landing_folder(folder: Path, entities: Mapping[str, Rows]) -> Path:
    """Write rows as canonical CSV: `{"shop/orders": [{"order_id": "1", …}]}`; None is empty."""
    folder.mkdir(parents=True, exist_ok=True)
    for entity, given in entities.items():
        rows = list(given)
        if not rows:
            continue
        file = folder / f"{entity}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, list(dict.fromkeys(name for row in rows for name in row)))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def build(
    landing: Path | Mapping[str, Rows],
    warehouse: Path,
    as_of: str = AS_OF,
    variables: Mapping[str, Any] | None = None,
    select: str | None = None,
) -> Path:
    """Land and build a company (`select`: dbt's selection, its ancestors added); returns its build.duckdb."""
    if isinstance(landing, Mapping):
        landing = write_landing_folder(warehouse / "landing", landing)
    land(landing, warehouse)
    chosen = ["--select", *(f"+{name}" for name in select.split())] if select else []
    result = transform.dbt(
        "build",
        warehouse,
        {"as_of_date": as_of, **(variables or {})},
        *("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"),
        *chosen,
    )
    broken = [f"{node.node.name}: {node.message}" for node in result.result or [] if node.status == "error"]
    assert result.success, result.exception or "\n".join(broken)
    return warehouse / "build" / "build.duckdb"


@pytest.fixture(scope="session")
def write_landing() -> Callable[..., Path]:
    """`write_landing(folder, {"shop/orders": rows})`."""
    return write_landing_folder


@pytest.fixture(scope="session")
def build_company(tmp_path_factory) -> Callable[..., Path]:
    """`build_company(landing or entities, as_of=…, variables=…, select=…, warehouse=…)` → build.duckdb.

    Without `warehouse`, a new one. With `select` only those models and what they need are built.
    """

    def build_anywhere(landing, *, warehouse: Path | None = None, **options) -> Path:
        return build(landing, warehouse or tmp_path_factory.mktemp("company"), **options)

    return build_anywhere


@pytest.fixture(scope="session")
def demo_landing(tmp_path_factory) -> Path:
    """A small demo company's landing folder; its truth stands beside it as truth.csv."""
    room = tmp_path_factory.mktemp("demo")
    generate(room / "landing", customers=400, truth=room / "truth.csv")
    return room / "landing"


@pytest.fixture(scope="session")
def demo_build(demo_landing, tmp_path_factory) -> Path:
    """build.duckdb of the small demo company, built once for all tests: only read it."""
    return build(demo_landing, tmp_path_factory.mktemp("demo_warehouse"))


@pytest.fixture(
    scope="session",
    params=["demo", AWKWARD, "online_retail"],
    ids=lambda company: "random" if isinstance(company, Company) else company,
)
def company(request, tmp_path_factory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build of a company; Online Retail where its file is there."""
    if request.param == "demo":
        database = request.getfixturevalue("demo_build")
    elif isinstance(request.param, Company):
        landing = tmp_path_factory.mktemp("random") / "landing"
        write(request.param, landing)
        database = request.getfixturevalue("build_company")(
            landing, as_of=str(request.param.as_of), variables=request.param.variables, select=COMPUTED
        )
    elif RETAIL.exists():
        landing = tmp_path_factory.mktemp("online_retail") / "landing"
        convert(RETAIL, landing)
        as_of = str(yaml.safe_load((landing / "landing.yml").read_text(encoding="utf-8"))["as_of"])
        database = request.getfixturevalue("build_company")(
            landing, as_of=as_of, variables=read_settings(landing).variables, select=COMPUTED
        )
    else:
        pytest.skip("Online Retail is not there")
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


@pytest.fixture
def query() -> Callable[..., list[tuple]]:
    """`query(database, sql)` → rows, from a database that nobody writes."""

    def rows(database: Path, sql: str) -> list[tuple]:
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return rows
