"""Revenue, purchases, shares and definitions of random companies, row by row against plain Python."""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from hypothesis import HealthCheck, Phase, given, settings

from oracle.revenue import DEFINITIONS, Revenue
from oracle.statuses import Rules
from random_company import Company, companies, write

# A build takes seconds: few companies of many people. More at the desk: EXAMPLES=100 pytest …
EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
TABLES = "revenue_events revenue_shares existing_customer_definitions"


@settings(
    max_examples=EXAMPLES or 5,
    derandomize=not EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(company=companies())
def test_revenue_of_a_random_company_is_what_plain_python_says(build_company, company: Company) -> None:
    with tempfile.TemporaryDirectory() as folder:
        landing = Path(folder) / "landing"
        write(company, landing)
        database = build_company(
            landing, warehouse=Path(folder), as_of=str(company.as_of), variables=company.variables, select=TABLES
        )
        compare(company, landing, database)


def compare(company: Company, landing: Path, database: Path) -> None:
    """Compare every row of the build with the brute force over the same landing folder."""
    with duckdb.connect(str(database), read_only=True) as build:
        customers = _customers(build)
        expected = Revenue(
            landing, customers, company.as_of, "EUR", company.definition, Rules(loyal_contract_rule=company.loyal_rule)
        )
        same("revenue items", built(build, ITEMS), items(expected))
        same("occasions", built(build, "select customer_id, occasion_date from intermediate.int_activity__occasions"),
             expected.occasions)  # fmt: skip
        same("contracts", built(build, CONTRACTS), contracts(expected))
        same("classes", built(build, CLASSES), classes(expected))
        same("revenue_shares", built(build, SHARES), expected.shares(company.target_base, Decimal("0.5")))
        same("definitions", built(build, DEFINITION_ROWS), expected.definitions())


ITEMS = """
    select item_key, source, kind, customer_id, event_at, class_at, original_amount, original_currency, amount,
        left_out_by, is_estimated
    from intermediate.int_activity__revenue_items
"""
CONTRACTS = """
    select contract_key, customer_id, start_date, end_date, is_counted, predecessor_key, chain_key, is_loss_end
    from intermediate.int_activity__contracts
"""
CLASSES = """
    select revenue_event_id, is_existing_by_order_rank, is_existing_by_purchase_day, is_existing_by_first_month,
        is_existing_by_status
    from marts.revenue_events
"""
SHARES = """
    select month, scope, definition, total_amount, identified_amount, unidentified_amount, existing_amount,
        new_amount, existing_share, existing_share_of_total, is_target_met, unconverted_count, is_complete,
        trusted_from_month, is_trusted
    from marts.revenue_shares
"""
DEFINITION_ROWS = """
    select month, definition, customer_count, revenue_amount, share from marts.existing_customer_definitions
"""


def built(build: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """The rows that the build says."""
    return build.execute(query).fetchall()


def items(expected: Revenue) -> list[tuple[Any, ...]]:
    """Every amount as the models lay it out."""
    return [
        (i.key, i.source, i.kind, i.customer, i.at, i.class_at, i.original, i.currency, i.amount, i.left_out_by,
         i.is_estimated)
        for i in expected.items
    ]  # fmt: skip


def contracts(expected: Revenue) -> list[tuple[Any, ...]]:
    """Every contract as the models lay it out."""
    return [
        (c.key, c.customer, c.start, c.end, c.is_counted, c.predecessor, c.chain, c.is_loss_end)
        for c in expected.contracts.values()
    ]


def classes(expected: Revenue) -> list[tuple[Any, ...]]:
    """The four classes of every event; an event without a customer has none."""
    return [
        (e.key, *(expected.is_existing_by(d, e) if e.customer else None for d in DEFINITIONS)) for e in expected.events
    ]


def same(what: str, rows: Iterable[tuple[Any, ...]], expected: Iterable[tuple[Any, ...]]) -> None:
    """Fail with the first rows that only one side has."""
    left, right = Counter(map(_comparable, rows)), Counter(map(_comparable, expected))
    assert left == right, (
        f"{what}: the build alone has {sorted((left - right), key=str)[:4]}, "
        f"the brute force alone has {sorted((right - left), key=str)[:4]}"
    )


def _comparable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(round(v, 12) if isinstance(v, float) else v for v in row)


def _customers(build: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = build.execute("select record_id, customer_id from intermediate.int_identity__customer_records")
    return dict(rows.fetchall())
