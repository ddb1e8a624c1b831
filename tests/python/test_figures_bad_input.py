"""Companies that have next to nothing: every figure is a row with nulls and a named reason, and none is infinite."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import Any

import duckdb
import pytest

from conftest import COMPUTED

MILLION = 1_000_000
# What says the most in each table, and so must be empty for a reason.
MAIN_FIGURES = {
    "revenue_retention": "nrr",
    "revenue_concentration": "gini",
    "basket_comparisons": "uplift",
    "cost_ratios": "cost_ratio",
    "contract_stocks": "cancellation_rate",
    "revenue_outlooks": "outlook_amount",
}


def order(number: int, customer: str, day: str, amount: str) -> dict[str, Any]:
    """An order of the shop."""
    return {
        "order_id": number, "customer_id": customer, "ordered_at": f"{day} 10:00:00", "status": "completed",
        "payment_status": "paid", "currency": "EUR", "net_amount": amount, "updated_at": f"{day} 10:00:00",
    }  # fmt: skip


def refund(number: int, customer: str, day: str, amount: str) -> dict[str, Any]:
    """A refund that names no order."""
    return {
        "refund_id": number, "customer_id": customer, "refunded_at": f"{day} 10:00:00", "net_amount": amount,
        "currency": "EUR",
    }  # fmt: skip


def contract(number: str, start: str, premium: str = "120", **more: str) -> dict[str, Any]:
    """A contract of the company's own system."""
    return {
        "contract_id": number, "holder_id": "H", "product_line": "car", "kind": "insurance", "status": "active",
        "start_date": start, "premium_amount": premium, "premium_frequency": "yearly", "currency": "EUR",
        "auto_renews": "true", "updated_at": "2024-01-01 00:00:00", **more,
    }  # fmt: skip


HOLDERS = {"contracts/holders": [{"holder_id": "H", "last_name": "Abel", "updated_at": "2024-01-01 00:00:00"}]}
NO_PREMIUM = {
    "broker_contract_id": "V", "broker_id": "B", "client_id": "C", "insurer": "own", "is_own": "true",
    "status": "active", "product_line": "car", "start_date": "2025-02-01", "delivery_id": "1", "delivery_kind": "delta",
    "delivered_at": "2025-02-01 00:00:00",
}  # fmt: skip
COMPANIES: dict[str, dict[str, list[dict[str, Any]]]] = {
    "one customer in a single month": {
        "shop/orders": [order(1, "A", "2026-06-10", "10")],
        "company/costs": [{"month": "2026-06-01", "kind": "acquisition", "amount": "0", "currency": "EUR"}],
    },
    "no repeat buyer, contract without end or premium, renewals to come": {
        "shop/orders": [order(n, f"A{n}", f"2025-{n:02}-10", "10") for n in range(1, 10)],
        "broker/contracts": [NO_PREMIUM],
        "contracts/contracts": [
            contract("running", "2026-03-01", renewal_date="2027-03-01"),
            contract("to come", "2026-12-01", renewal_date="2027-12-01"),
            contract("nothing", "2026-03-01", premium="0"),
        ],
        **HOLDERS,
    },
    "negative year": {
        "shop/orders": [order(1, "A", "2024-12-10", "10"), order(2, "A", "2025-12-10", "10")],
        "shop/refunds": [refund(1, "A", "2025-01-05", "900"), refund(2, "A", "2026-01-05", "900")],
    },
    "refunds only": {"shop/refunds": [refund(n, "A", f"2026-0{n}-01", "10") for n in range(1, 6)]},
    "a live contract of which no premium is known": {"broker/contracts": [NO_PREMIUM]},
}
# Reasons that must be named in each.
REASONS = {
    "one customer in a single month": {
        ("revenue_retention", "no_positive_earlier_year"),
        ("basket_comparisons", "no_later_basket"),
        ("cost_ratios", "no_retention_cost"),
        ("revenue_outlooks", "no_customer_a_year_earlier"),
    },
    "no repeat buyer, contract without end or premium, renewals to come": {
        ("basket_comparisons", "no_later_basket"),
        ("contract_stocks", "less_than_12_months"),
        ("revenue_retention", "no_positive_earlier_year"),
    },
    "negative year": {
        ("revenue_retention", "no_positive_earlier_year"),
        ("revenue_concentration", "no_positive_revenue"),
    },
    "refunds only": {
        ("revenue_retention", "no_positive_earlier_year"),
        ("revenue_concentration", "no_positive_revenue"),
        ("basket_comparisons", "no_later_basket"),
        ("revenue_outlooks", "no_customer_a_year_earlier"),
    },
    "a live contract of which no premium is known": {
        ("revenue_retention", "no_positive_earlier_year"),
        ("revenue_concentration", "no_positive_revenue"),
        ("revenue_outlooks", "no_customer_a_year_earlier"),
    },
    "a million orders of nothing": {
        ("revenue_retention", "no_positive_earlier_year"),
        ("revenue_concentration", "no_positive_revenue"),
        ("basket_comparisons", "no_later_basket"),
    },
}


@pytest.fixture(scope="module")
def built(build_company, tmp_path_factory) -> Callable[[str], duckdb.DuckDBPyConnection]:
    """`built(name)` → the built company, opened to be read."""

    def build(name: str) -> duckdb.DuckDBPyConnection:
        landing: Any = COMPANIES.get(name)
        if landing is None:
            landing = _million_orders_of_nothing(tmp_path_factory.mktemp("million"))
        return duckdb.connect(str(build_company(landing, as_of="2026-06-30", select=COMPUTED)), read_only=True)

    return build


def _million_orders_of_nothing(landing: Path) -> Path:
    (landing / "shop").mkdir()
    duckdb.sql(f"""
        copy (
            select n::varchar as order_id, 'A' || n % 1000 as customer_id,
                timestamp '2024-07-01' + n * interval 1 minute as ordered_at, 'completed' as status,
                'EUR' as currency, 0.00 as net_amount, ordered_at as updated_at
            from range({MILLION}) as numbers (n)
        ) to '{landing}/shop/orders.parquet'
    """)
    return landing


@pytest.mark.parametrize("name", REASONS)
def test_next_to_nothing_gives_rows_with_nulls_and_a_reason(built, name):
    with built(name) as company:
        rows = {table: company.execute(f"select * from marts.{table}").df() for table in COMPUTED.split()}
        count = rows["order_habits"].query("breakdown == 'revenue_class'")["order_count"].sum()
    if name == "a million orders of nothing":
        assert count == MILLION
    for table, frame in rows.items():
        for column in frame.select_dtypes("float"):
            assert all(isfinite(value) for value in frame[column].dropna()), f"{table}.{column}"
    for table, figure in MAIN_FIGURES.items():
        empty = rows[table][figure].isna()
        assert (empty == rows[table]["missing_reason"].notna()).all(), f"{table}: {rows[table][empty]}"
    named = {(table, reason) for table in MAIN_FIGURES for reason in rows[table]["missing_reason"].dropna()}
    assert REASONS[name] - named == set()
    assert not rows["order_habits"].empty
