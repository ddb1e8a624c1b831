"""The converter of the Online Retail layout: nothing is lost, what is no sale has a name, known figures come out."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

import run
from convert_online_retail import convert
from land import land

PROJECT = Path(__file__).resolve().parents[2]
RETAIL = Path(
    os.environ.get("ONLINE_RETAIL") or PROJECT.parent / "shared" / "data" / "online_retail" / "online_retail_ii.parquet"
)

LINES = """
    (values
        ('100', 'A1', ' Vase "7" ', 2, timestamp '2010-01-05 10:00:00', 1.255, 12, 'United Kingdom'),
        ('100', 'A2', 'Gift, free', 1, timestamp '2010-01-05 10:01:00', 0, 12, 'United Kingdom'),
        ('101', 'A1', 'Vase', 1, timestamp '2010-01-06 10:00:00', 5, null, 'EIRE'),
        ('C102', 'A1', 'Vase', -1, timestamp '2010-02-01 10:00:00', 1.255, 12, 'Germany'),
        ('C102', 'M', 'Manual', -1, timestamp '2010-02-01 10:00:00', 2, 12, 'Germany'),
        ('C103', 'M', 'Manual', 1, timestamp '2010-02-02 10:00:00', 3, null, 'Unspecified'),
        ('104', 'A1', null, -9, timestamp '2010-02-03 10:00:00', 0, null, 'Unspecified'),
        ('105', 'A1', 'sample', 3, timestamp '2010-02-04 10:00:00', 0, 13, 'Unspecified'),
        ('A106', 'B', 'Adjust bad debt', 1, timestamp '2010-02-05 10:00:00', -50, null, 'United Kingdom')
    ) as lines ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country")
"""


@pytest.fixture
def landing(tmp_path):
    duckdb.connect().execute(f"copy (from {LINES}) to '{tmp_path / 'lines.parquet'}' (format parquet)")
    convert(tmp_path / "lines.parquet", tmp_path / "landing")
    return tmp_path / "landing"


def rows(landing: Path, entity: str, columns: str) -> list[tuple]:
    file = landing / "shop" / f"{entity}.csv"
    return (
        duckdb.connect()
        .execute(f"select {columns} from read_csv('{file}', all_varchar = true) order by all")
        .fetchall()
    )


def test_an_invoice_becomes_what_it_is(landing):
    assert rows(landing, "orders", "order_id, channel, status, net_amount, customer_id, ordered_at") == [
        ("100", "sale", "completed", "2.5100", "12", "2010-01-05 10:00:00"),
        ("101", "sale", "completed", "5.0000", None, "2010-01-06 10:00:00"),
        ("104", "stock_adjustment", "cancelled", "0.0000", None, "2010-02-03 10:00:00"),
        ("105", "free", "cancelled", "0.0000", "13", "2010-02-04 10:00:00"),
        ("A106", "bad_debt", "cancelled", "-50.0000", None, "2010-02-05 10:00:00"),
        ("C103", "correction", "cancelled", "3.0000", None, "2010-02-02 10:00:00"),
    ]
    assert rows(landing, "refunds", "refund_id, net_amount, customer_id, currency") == [("C102", "3.2550", "12", "GBP")]


def test_every_line_and_every_customer_lands(landing):
    assert len(rows(landing, "order_lines", "order_line_id")) == 9
    assert rows(landing, "order_lines", "sum(net_amount::decimal(18, 4))::varchar") == [("-42.7450",)]
    assert rows(landing, "customers", "customer_id, country, created_at, updated_at") == [
        ("12", "DE", "2010-01-05 10:00:00", "2010-02-01 10:00:00"),
        ("13", None, "2010-02-04 10:00:00", "2010-02-04 10:00:00"),
    ]


def test_the_folder_lands_whole(landing, tmp_path):
    report = land(landing, tmp_path / "warehouse", landed_at=datetime(2010, 3, 1))
    assert {d.file.name: d.row_count for d in report.deliveries} == {
        "shop/customers.csv": 2, "shop/order_lines.csv": 9, "shop/orders.csv": 6, "shop/refunds.csv": 1,
    }  # fmt: skip
    assert not any(d.quarantined_line_count or d.emptied_field_count for d in report.deliveries)
    assert report.settings.variables == {"company_currency": "GBP", "business_timezone": "Europe/London"}
    assert str(report.settings.as_of) == "2010-02-05"


def test_the_whole_line_publishes_a_cut(landing, tmp_path, query):
    warehouse = tmp_path / "warehouse"
    assert run.main(["--landing", str(landing), "--warehouse", str(warehouse)]) == run.PUBLISHED
    view = warehouse / "customer_view.duckdb"
    events = "select order_key, kind, amount::varchar, customer_id is not null from marts.revenue_events order by all"
    assert query(view, events) == [
        ("shop:100", "order", "2.51", True), ("shop:101", "order", "5.00", False), (None, "refund", "-3.26", True),
    ]  # fmt: skip
    customers = (
        "select lifecycle_status, order_count, lifetime_revenue_amount::varchar from marts.customers order by all"
    )
    assert query(view, customers) == [("new", 1, "-0.75"), ("prospect", 0, "0.00")]


def test_a_wrong_file_is_named(tmp_path):
    with pytest.raises(ValueError, match="no such file"):
        convert(tmp_path / "lines.parquet", tmp_path)
    (tmp_path / "lines.csv").write_text("Invoice,StockCode\n1,2\n")
    with pytest.raises(ValueError, match="Description, Quantity"):
        convert(tmp_path / "lines.csv", tmp_path)


@pytest.mark.skipif(not RETAIL.exists(), reason="the Online Retail file is not here (set ONLINE_RETAIL to its path)")
def test_the_known_figures_of_online_retail_come_out(tmp_path):
    counts = convert(RETAIL, tmp_path)
    assert counts == {"customers": 5_942, "orders": 45_337, "order_lines": 1_044_847, "refunds": 8_291}
    sales = f"read_csv('{tmp_path}/shop/orders.csv', types = {{'net_amount': 'decimal(18, 4)', 'order_id': 'varchar'}})"
    [(orders, customers, identified, unidentified)] = (
        duckdb.connect()
        .execute(
            "select count(customer_id), count(distinct customer_id),"
            " (sum(round(net_amount, 2)) filter (where customer_id is not null))::varchar,"
            f" (sum(round(net_amount, 2)) filter (where customer_id is null))::varchar from {sales}"
            " where channel = 'sale'"
        )
        .fetchall()
    )
    assert (orders, customers, identified, unidentified) == (36_969, 5_878, "17431533.16", "3102190.74")
    sums = (
        f"select sum(net_amount) from {sales} where channel = 'sale'",
        f"select sum(net_amount) from {sales} where channel <> 'sale'",
        f"select sum(net_amount::decimal(18, 4)) from read_csv('{tmp_path}/shop/refunds.csv', all_varchar = true)",
        f"""select sum("Quantity" * "Price") from '{RETAIL}'""",
    )
    sold, left_out, refunded, delivered = (duckdb.connect().execute(sql).fetchall()[0][0] for sql in sums)
    assert (str(sold), str(left_out), str(refunded)) == ("20533723.9180", "-158302.5700", "1465677.2300")
    assert delivered == sold + left_out - refunded


@pytest.mark.skipif(not RETAIL.exists(), reason="the Online Retail file is not here (set ONLINE_RETAIL to its path)")
def test_the_known_figures_of_online_retail_come_out_of_the_marts(tmp_path, build_company, query):
    convert(RETAIL, tmp_path)
    build = build_company(
        tmp_path, as_of="2011-12-09", variables={"company_currency": "GBP", "business_timezone": "Europe/London"},
        select="customers revenue_events",
    )  # fmt: skip
    customers = """
        select count(*), count(*) filter (where order_count > 0), sum(order_count)::bigint,
            count(*) filter (where order_count = 1), count(*) filter (where lifecycle_status = 'prospect')
        from marts.customers
    """
    assert query(build, customers) == [(5_942, 5_878, 36_969, 1_623, 64)]
    sales = """
        select customer_id is not null as is_identified, sum(amount)::varchar
        from marts.revenue_events where kind = 'order' group by all order by all
    """
    assert query(build, sales) == [(False, "3102190.74"), (True, "17431533.16")]
