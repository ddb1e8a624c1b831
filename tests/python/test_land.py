"""Land: every line ends in one place, every value follows the contract, and a bad file changes nothing."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from land import Delivery, FileLanding, InputRejected, LandingReport, StoreUnusable, create_tables, land
from landing_contract import landing_contract
from landing_files import KINDS, FileRejected, LandingFile, discover
from landing_settings import DIVISORS, Layout, read_settings

NOW = datetime(2026, 6, 30, 12, 0)
ORDERS = "order_id,customer_id,ordered_at,status,currency,net_amount,updated_at"
REFUNDS = "refund_id,order_id,refunded_at,net_amount,currency"


def order(
    key="1", customer="7", at="2026-01-01", status="completed", currency="EUR", amount="10", version="2026-01-01"
):
    return f"{key},{customer},{at},{status},{currency},{amount},{version}"


class Desk:
    """Lands one file after the other on one connection, each in a transaction that is rolled back."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.settings = folder, read_settings(folder)
        self.connection = duckdb.connect()
        self.connection.execute("set timezone = 'UTC'; set threads = 1")
        create_tables(self.connection)

    def land(self, content: str | bytes, entity="shop/orders", kind=".csv", **layout) -> Delivery:
        """Land the file; `rows` and `problems` then tell what became of it."""
        found = landing_contract()[tuple(entity.split("/"))]
        path = self.folder / f"{found.name}{kind}"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        report = LandingReport(self.settings, NOW)
        file = LandingFile(path, f"{entity}{kind}", found, kind)
        self.connection.execute("begin transaction")
        try:
            delivery = FileLanding(self.connection, file, "hash", 1, Layout(**layout), report).run()
            self.rows = self.query(f"from {found.table} order by line_number")
            self.problems = self.query("from raw_land.quarantine order by line_number, column_name")
            self.remarks = report.remarks
        finally:
            self.connection.execute("rollback")
        return delivery

    def query(self, sql: str) -> list[dict]:
        return self.connection.sql(sql).to_arrow_table().to_pylist()

    def values(self, column: str) -> list[str | None]:
        return [row[column] for row in self.rows]

    @property
    def places(self) -> list[tuple[int, str | None]]:
        return [(problem["line_number"], problem["column_name"]) for problem in self.problems]


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


def write(landing: Path, name: str, content: str | bytes) -> Path:
    path = landing / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def stored(warehouse: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(warehouse / "raw.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


# --- lines -----------------------------------------------------------------------------------------------------------


def test_lines_are_accounted_for(desk):
    delivery = desk.land("\n".join([
        ORDERS, order("1"), order("2", at="2026-02-30"), "", order("3"), order("3"), '4,"7', '5,"7\n7",2026-01-01,open,'
        "EUR,1,2026-01-01", "6,7", order("7"), order("7", amount="11"),
    ]))  # fmt: skip
    assert desk.values("order_id") == ["1", "3", "5", "7"]
    assert desk.values("line_number") == [2, 6, 8, 12]
    assert [number for number, _ in desk.places] == [3, 4, 7, 10, 11]
    assert (delivery.line_count, delivery.header_line_count, delivery.kept_line_count) == (12, 1, 5)
    assert (delivery.inner_line_break_count, delivery.quarantined_line_count) == (1, 5)
    assert (delivery.row_count, delivery.duplicate_line_count) == (4, 1)


def test_open_quote_takes_no_other_line_with_it(desk):
    lines = [order(str(n)) for n in range(1000)]
    for n in range(50, 1000, 9):
        lines[n] = f'{n},"7,2026-01-01,completed,EUR,10,2026-01-01'
    delivery = desk.land("\n".join([ORDERS, *lines]))
    assert delivery.quarantined_line_count == len(range(50, 1000, 9))
    assert delivery.row_count == 1000 - delivery.quarantined_line_count
    assert [number for number, _ in desk.places] == [n + 2 for n in range(50, 1000, 9)]


@pytest.mark.parametrize(
    ("first", "last", "kept"),
    [
        ('1,"7,2026-01-01,open,EUR,1,2026-01-01', '3,7",2026-01-01,open,EUR,1,2026-01-01', 2),  # quote closed far away
        ('1,7,2026-01-01,open,EUR,1,"2026-01-01', order("3"), 2),  # never closed
        ('1,"7"x,2026-01-01,open,EUR,1,2026-01-01', order("3"), 2),  # text after the quote
        ('1,7"x,2026-01-01,open,EUR,1,2026-01-01', order("3"), 3),  # a quote inside a value is a character
    ],
)
def test_stray_quotes_cost_one_line(desk, first, last, kept):
    delivery = desk.land("\n".join([ORDERS, first, order("2"), last]))
    assert (delivery.row_count, delivery.quarantined_line_count) == (kept, 3 - kept)


def test_prose_with_line_breaks_and_commas_is_one_value(desk):
    body = 'Hallo,\n\ndas, was ich wollte, ist: ""nichts"", gar nichts, wirklich, nie, a\nGruß, Ä'
    delivery = desk.land(
        f'comment_id,author_role,created_at,body,is_public\n1,customer,2026-01-01,"{body}",true\n2,agent,2026-01-01,x,true',
        "support/comments",
    )
    assert desk.values("body") == [body.replace('""', '"'), "x"]
    assert delivery.inner_line_break_count == 3


def test_a_row_may_span_two_chunks(desk, monkeypatch):
    monkeypatch.setattr("landing_files.CHUNK_CHARACTERS", 100)
    lines = [f'{n},"a\nb\nc",2026-01-01,open,EUR,1,2026-01-01' for n in range(50)]
    delivery = desk.land("\n".join([ORDERS, *lines]))
    assert (delivery.row_count, delivery.inner_line_break_count, delivery.quarantined_line_count) == (50, 100, 0)


def test_long_values_crlf_old_mac_ends_and_missing_last_line_end(desk):
    long = "x" * 10_000
    for end in ("\n", "\r\n", "\r"):
        delivery = desk.land(end.join([ORDERS, order("1", customer=long), order("2")]))
        assert desk.values("customer_id") == [long, "7"]
        assert delivery.line_count == 3


def test_lines_of_delimiters_and_blank_lines_count_but_do_not_reject(desk):
    delivery = desk.land("\n".join([ORDERS, order(), *["", ",,,,,,", "  "] * 50]))
    assert (delivery.row_count, delivery.quarantined_line_count, delivery.set_aside_count) == (1, 150, 0)


def test_nul_characters_set_the_line_aside(desk):
    desk.land(f"{ORDERS}\n{order('1', customer=chr(0))}\n{order('2')}")
    assert (desk.values("order_id"), desk.places) == (["2"], [(2, None)])
    assert "\0" not in desk.problems[0]["raw_line"]


# --- keys ------------------------------------------------------------------------------------------------------------


def test_identical_lines_count_once_otherwise_the_last_stays(desk):
    delivery = desk.land("\n".join([
        ORDERS, order("1"), order("1"), order("2"), order("2", amount="11"), order("3"), order("3",
        version="2026-01-02"),
    ]))  # fmt: skip
    assert list(zip(desk.values("order_id"), desk.values("net_amount"), strict=True)) == [
        ("1", "10"), ("2", "11"), ("3", "10"), ("3", "10"),
    ]  # fmt: skip
    assert desk.places == [(4, None)]
    assert desk.problems[0]["raw_line"] == order("2")
    assert (delivery.duplicate_line_count, delivery.kept_line_count, delivery.quarantined_line_count) == (1, 5, 1)


def test_keys_with_empty_parts_compare_as_equal(desk):
    line = "a@example.org,,email,advertising,granted,2026-01-01"
    delivery = desk.land(f"email,phone,channel,purpose,event,occurred_at\n{line}\n{line}", "company/consents")
    assert (delivery.row_count, delivery.duplicate_line_count) == (1, 1)


def test_one_of_several_columns_is_needed(desk):
    desk.land("email,phone,channel,purpose,event,occurred_at\n,,email,ads,granted,2026-01-01", "company/consents")
    assert desk.rows == []
    assert desk.problems[0]["reason"] == "One of email, phone, record is needed."


# --- values ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delivered", "landed"),
    [
        ("2026-01-01", "2026-01-01 00:00:00"),
        ("2026-01-01T10:00", "2026-01-01 10:00:00"),
        ("2026-01-01 10:00:00.25", "2026-01-01 10:00:00.25"),
        ("2026-01-01T10:00:00Z", "2026-01-01 11:00:00"),
        ("2026-06-01 23:30:00+0000", "2026-06-02 01:30:00"),
        ("2026-06-01T10:00:00-05:00", "2026-06-01 17:00:00"),
        ("2026-02-30", None), ("2026-01-01 24:00:00", None), ("01.01.2026", None), ("1899-12-31", None),
        ("2026-06-30 12:00:01", None), ("2026-06-30 12:00:00", "2026-06-30 12:00:00"), ("2026-1-1", None), ("", None),
    ],
)  # fmt: skip
def test_times_become_business_time(desk, delivered, landed):
    desk.land(f"{ORDERS}\n{order(at=delivered)}")
    assert desk.values("ordered_at") == [landed] * bool(landed)
    assert desk.places == [(2, "ordered_at")] * (not landed)


@pytest.mark.parametrize(
    ("delivered", "landed"),
    [
        ("2026-01-01 10:00:00", "2026-01-01 11:00:00"),  # London is an hour behind Berlin
        ("2025-10-26 01:30:00", "2025-10-26 02:30:00"),  # twice on the clock: the second time
        ("2025-03-30 01:30:00", "2025-03-30 03:30:00"),  # never on the clock: an hour later
        ("2026-01-01", "2026-01-01 00:00:00"),  # a bare day stays that day
        ("2026-01-01 10:00:00Z", "2026-01-01 11:00:00"),
    ],
)
def test_times_of_a_source_in_another_zone_are_converted(desk, delivered, landed):
    desk.land(f"{ORDERS}\n{order(at=delivered)}", timezone="Europe/London")
    assert desk.values("ordered_at") == [landed]


@pytest.mark.parametrize(
    ("decimals", "delivered", "landed"),
    [
        (None, "1234.5", "1234.5"), (None, "+.5", ".5"), (None, "-3", "-3"), (None, "1,234.50", "1234.50"),
        (None, "1,234,567", "1234567"), (None, "1,234", None), (None, "12,50", None), (None, "1,23,456.0", None),
        (None, "1e5", None), (None, "12.50 €", None), (None, "-", None), (None, ".", None), (None, "NaN", None),
        (None, "123456789012345", None), (None, "12345678901234.12345", "12345678901234.12345"), (None, "1 000", None),
        ("english", "1,234", "1234"), ("english", "1.234,50", None),
        ("german", "1.234,50", "1234.50"), ("german", "12,5", "12.5"), ("german", "1.234", "1234"),
        ("german", "12.50", None), ("german", "1,234.50", None), ("german", ",5", ".5"), ("german", "-0,01", "-0.01"),
    ],
)  # fmt: skip
def test_numbers_become_decimal_points(desk, decimals, delivered, landed):
    desk.land(f"{ORDERS}\n{order(amount=f'{chr(34)}{delivered}{chr(34)}')}", decimals=decimals)
    assert desk.values("net_amount") == [landed] * bool(landed)


@pytest.mark.parametrize(
    ("entity", "column", "delivered", "landed"),
    [
        ("shop/customers", "is_guest", "Ja", "true"), ("shop/customers", "is_guest", "0", "false"),
        ("shop/customers", "is_guest", "perhaps", None), ("shop/customers", "country", "de", "DE"),
        ("shop/customers", "country", "Germany", None), ("shop/customers", "party_type", " Person", "person"),
        ("shop/customers", "birth_date", "31.02.1980", "31.02.1980"),
        ("shop/customers", "created_at", "2026-07-01", None),
        ("shop/customers", "first_name", "  Zoë ", "Zoë"), ("shop/customers", "postal_code", "01067", "01067"),
        ("support/requesters", "external_record", "shop:4711", "shop:4711"),
        ("support/requesters", "external_record", "4711", None),
    ],
)  # fmt: skip
def test_an_unusable_optional_field_is_emptied_and_listed(desk, entity, column, delivered, landed):
    key = landing_contract()[tuple(entity.split("/"))].names[0]
    delivery = desk.land(f"{key},{column},updated_at\n1,{delivered},2026-01-01", entity)
    assert desk.values(column) == [landed]
    listed = [] if landed else [(2, column, delivered.strip(), True)]
    assert [(p["line_number"], p["column_name"], p["value"], p["is_row_kept"]) for p in desk.problems] == listed
    assert (delivery.emptied_field_count, delivery.quarantined_line_count) == (len(listed), 0)


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"status": "complete"}, "status", "status is none of open, completed, cancelled."),
        ({"amount": "x"}, "net_amount", "net_amount is no number."),
        ({"at": "2027-01-01"}, "ordered_at", "ordered_at lies after the landing."),
        ({"key": ""}, "order_id", "order_id is missing."),
        ({"currency": "Euro"}, "currency", "currency is no currency code of three letters."),
    ],
)
def test_an_unusable_required_field_sets_the_row_aside_with_the_reason(desk, change, column, reason):
    desk.land(f"{ORDERS}\n{order(**change)}")
    [problem] = desk.problems
    assert (problem["column_name"], problem["reason"], problem["is_row_kept"]) == (column, reason, False)
    assert problem["raw_line"] == order(**change)


def test_bounds_of_numbers_hold(desk):
    desk.land(f"{REFUNDS}\n1,1,2026-01-01,-5,EUR\n2,1,2026-01-01,5,EUR", "shop/refunds")
    assert desk.values("refund_id") == ["2"]
    assert desk.problems[0]["reason"] == "net_amount is below 0."
    head = "record,assessed_on,assessed_by,conduct"
    desk.land(f"{head}\nshop:1,2026-01-01,A,6\nshop:2,2026-01-01,A,5.0\nshop:3,2026-01-01,A,4.5", "company/assessments")
    assert desk.values("conduct") == [None, "5", None]


def test_months_and_dates_are_canonical(desk):
    head = "month,kind,amount,currency"
    desk.land(f"{head}\n2026-01,service,1,EUR\n2026-02-17,service,1,EUR\n2026-13,service,1,EUR", "company/costs")
    assert desk.values("month") == ["2026-01-01", "2026-02-01"]
    head = "record_a,record_b,ruling,ruled_by,ruled_on"
    desk.land(f"{head}\nshop:1,shop:2,same,A,2025-12-31T23:30:00Z", "company/identity_rulings")
    assert desk.values("ruled_on") == ["2026-01-01"]


def test_a_source_currency_fills_an_empty_one(desk):
    desk.land(f"{ORDERS}\n{order(currency='')}\n{order('2', currency='usd')}", currency="CHF")
    assert desk.values("currency") == ["CHF", "USD"]


# --- formats ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_encodings(desk, encoding):
    content = f"{ORDERS}\n{order(customer='Müßig')}".encode(encoding)
    desk.land(content, encoding=encoding.removesuffix("-sig"))
    assert desk.values("customer_id") == ["Müßig"]


def test_one_umlaut_at_the_very_end_makes_no_file_utf_8(desk):
    header = "updated_at," + ORDERS.removesuffix(",updated_at").replace("customer_id,", "") + ",customer_id"
    content = f"{header}\n2026-01-01,1,2026-01-01,open,EUR,10,Müller\n"
    desk.land(content.encode("latin-1"), encoding="latin-1")
    assert desk.values("customer_id") == ["Müller"]


def test_headers_are_found_by_name_whatever_their_case_and_order(desk):
    names = ORDERS.replace("order_id", " Order ID ").replace("status", "STATUS").split(",")
    header, row = [*names[::-1], "foo", "", "foo"], [*order().split(",")[::-1], "a", "", "c"]
    desk.land(";".join(header) + "\n" + ";".join(row),
              delimiter=";")  # fmt: skip
    assert desk.values("order_id") == ["1"]
    assert json.loads(desk.values("extra_columns")[0]) == {"foo": "a", "foo_10": "c"}
    assert "columns kept but not used: foo, column_9, foo_10." in desk.remarks[0]


def test_json_lines(desk):
    rows = [
        {"order_id": 1, "ordered_at": "2026-01-01", "status": "open", "currency": "EUR", "net_amount": 1234.50,
         "updated_at": "2026-01-01", "foo": {"a": 1}},
        {"order_id": "2", "ordered_at": None, "status": "open", "currency": "EUR", "net_amount": 1,
         "updated_at": "2026-01-01"},
    ]  # fmt: skip
    lines = [*map(json.dumps, rows), "[1]", "{", "", '{"order_id": "\\ud800"}']
    for decimals in (None, "german"):
        delivery = desk.land("\n".join(lines), kind=".jsonl", decimals=decimals)
        assert (desk.values("order_id"), desk.values("net_amount")) == (["1"], ["1234.5"])
        assert desk.values("extra_columns") == ['{"foo": "{\\"a\\": \\"1\\"}"}']
        assert desk.places == [(2, "ordered_at"), (3, None), (4, None), (5, None), (6, None)]
        assert (delivery.line_count, delivery.header_line_count, delivery.quarantined_line_count) == (6, 0, 5)


def test_typed_parquet_follows_the_same_rules(desk):
    table = pa.table({
        "order_id": pa.array([1, 2, 3], pa.int64()),
        "ordered_at": pa.array([NOW, datetime(2027, 1, 1), None], pa.timestamp("us", tz="UTC")),
        "status": pa.array(["OPEN", "open", "open"]).dictionary_encode(),
        "currency": ["EUR"] * 3, "net_amount": [1e-7, 1e20, 2.5], "updated_at": [date(2026, 1, 1)] * 3, "Foo": [1, 2,
        3],
    })  # fmt: skip
    table = table.set_column(
        1, "ordered_at", pa.array([datetime(2026, 1, 1, 10), datetime(2027, 1, 1), None], pa.timestamp("us", tz="UTC"))
    )
    pq.write_table(table, desk.folder / "orders.parquet")
    content = (desk.folder / "orders.parquet").read_bytes()
    for decimals in (None, "german"):
        delivery = desk.land(content, kind=".parquet", decimals=decimals)
        assert desk.values("ordered_at") == ["2026-01-01 11:00:00"]
        assert desk.values("net_amount") == ["0.0000001000"]
        assert desk.values("extra_columns") == ['{"Foo": "1"}']
        assert {number for number, _ in desk.places} == {2, 3}
        assert (delivery.line_count, delivery.header_line_count) == (3, 0)


# --- files that are not what they say --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (b"", ".csv", "zero bytes"), (b"\xef\xbb\xbf \n", ".csv", "nothing but blanks"),
        (b"<!DOCTYPE html><html><body>503</body></html>", ".csv", "HTML"), (b"PK\x03\x04rest", ".csv", "Excel"),
        (gzip.compress(b"x"), ".csv", "gzip"), (b"x", ".csv.gz", "cannot be opened"),
        (gzip.compress(ORDERS.encode() * 99)[:60], ".csv.gz", "opened|to its end"),
        (b"PAR1", ".csv", "Parquet"), (b"x", ".parquet", "no readable Parquet"),
        (b'[{"a": 1}]', ".csv", "JSON"),
        (b'[\n{"a": 1}\n]', ".jsonl", "updated_at"), (b"not json", ".jsonl", "no line is"),
        (ORDERS.encode("utf-16"), ".csv", "written in utf-16"), (ORDERS.encode("utf-16-le"), ".csv", "UTF-16"),
        ((ORDERS + "\n\n" + order(customer="Müller")).encode("latin-1"), ".csv", "line 3: the text cannot be decoded"),
        (order().encode(), ".csv", "is not the header of shop/orders"),
        (ORDERS.replace(",", ";").encode(), ".csv", "separated by semicolon"),
        (b"\n" + ORDERS.encode(), ".csv", "no header"),
        (ORDERS.replace("status,", "").encode(), ".csv", "the column status is missing"),
        (ORDERS.replace("status,currency,", "").encode(), ".csv", "the columns status, currency are missing"),
        ((ORDERS + ",STATUS").encode(), ".csv", "names status twice"), (b'"' + ORDERS.encode(), ".csv", "no header"),
        (b'{"order_id": 1}', ".jsonl", "ordered_at, status"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_says_is_rejected_whole(desk, content, kind, said):
    with pytest.raises(FileRejected, match=said):
        desk.land(content, kind=kind)


def test_utf8_declared_as_latin1_is_rejected(desk):
    with pytest.raises(FileRejected, match="written in utf-8, not latin-1"):
        desk.land(f"{ORDERS}\n{order(customer='Müller')}", encoding="latin-1")


# --- the landing as a whole ------------------------------------------------------------------------------------------


def test_a_rejected_file_leaves_everything_as_it_was(tmp_path):
    landing, warehouse = tmp_path / "landing", tmp_path / "warehouse"
    write(landing, "shop/orders/1.csv", f"{ORDERS}\n{order()}")
    land(landing, warehouse, landed_at=NOW)
    before = stored(warehouse, "from raw_land.deliveries"), stored(warehouse, "from raw_shop.orders")
    write(landing, "shop/orders/2.csv", f"{ORDERS}\n{order('2')}")
    write(landing, "shop/refunds.csv", "<html>")
    write(landing, "shop/order_lines.csv", "")
    with pytest.raises(InputRejected) as rejected:
        land(landing, warehouse, landed_at=NOW)
    assert [sentence.split(":")[0] for sentence in rejected.value.sentences] == [
        "shop/order_lines.csv",
        "shop/refunds.csv",
    ]
    assert (stored(warehouse, "from raw_land.deliveries"), stored(warehouse, "from raw_shop.orders")) == before


def test_a_first_landing_that_is_rejected_leaves_no_store(tmp_path):
    write(tmp_path / "landing", "shop/orders.csv", "")
    with pytest.raises(InputRejected):
        land(tmp_path / "landing", tmp_path / "warehouse")
    assert not list((tmp_path / "warehouse").iterdir())


def test_too_many_unusable_rows_reject_the_file_with_place_and_reason_but_no_value(tmp_path):
    lines = [order(str(n), amount="secret" if n % 40 == 0 else "1") for n in range(440)]
    write(tmp_path, "shop/orders.csv", "\n".join([ORDERS, *lines]))
    with pytest.raises(InputRejected) as rejected:
        land(tmp_path, tmp_path / "warehouse", landed_at=NOW)
    assert "11 of 440 rows" in str(rejected.value)
    assert "net_amount is no number (first in line 2)" in str(rejected.value)
    assert "secret" not in str(rejected.value)
    write(tmp_path, "landing.yml", "rules: {max_quarantined_rows: 11}")
    assert land(tmp_path, tmp_path / "warehouse", landed_at=NOW).deliveries[0].row_count == 429


def test_the_same_content_lands_once_under_any_name(tmp_path):
    landing, warehouse = tmp_path / "landing", tmp_path / "warehouse"
    for name in ("orders.csv", "orders/10.csv", "orders/9.csv"):
        write(landing, f"shop/{name}", f"{ORDERS}\n{order(amount=str(len(name)))}")
    report = land(landing, warehouse, landed_at=NOW)
    assert [d.file.name for d in report.deliveries] == ["shop/orders.csv", "shop/orders/9.csv", "shop/orders/10.csv"]
    write(landing, "shop/orders/copy.csv", f"{ORDERS}\n{order(amount='12')}")
    report = land(landing, warehouse, landed_at=NOW)
    assert (report.deliveries, len(report.known_files)) == ([], 4)
    write(landing, "shop/orders.csv", f"{ORDERS}\n{order(amount='99')}")
    assert [d.number for d in land(landing, warehouse, landed_at=NOW).deliveries] == [4]


def test_changed_settings_land_the_files_of_that_source_anew(tmp_path):
    landing, warehouse = tmp_path / "landing", tmp_path / "warehouse"
    write(landing, "shop/orders.csv", f"{ORDERS}\n{order(at='2026-01-01 10:00:00')}")
    write(landing, "broker/brokers.csv", "broker_id,name\nB0,Haus")
    land(landing, warehouse, landed_at=NOW)
    write(landing, "landing.yml", "sources: {shop: {timezone: UTC}}")
    report = land(landing, warehouse, landed_at=NOW)
    assert ([d.file.name for d in report.deliveries], report.known_files) == (
        ["shop/orders.csv"],
        ["broker/brokers.csv"],
    )
    assert stored(warehouse, "select ordered_at, delivery_number from raw_shop.orders") == [("2026-01-01 11:00:00", 3)]
    assert stored(warehouse, "select count(*) from raw_land.deliveries") == [(2,)]


def test_every_raw_table_exists_and_an_older_store_gets_new_columns(tmp_path):
    write(tmp_path, "broker/brokers.csv", "broker_id,name\nB0,Haus")
    land(tmp_path, tmp_path, landed_at=NOW)
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as connection:
        connection.execute("alter table raw_shop.orders drop column channel; drop table raw_support.tickets")
    write(tmp_path, "broker/brokers.csv", "broker_id,name\nB1,Haus")
    land(tmp_path, tmp_path, landed_at=NOW)
    assert (
        stored(tmp_path, "select channel from raw_shop.orders union all select ticket_id from raw_support.tickets")
        == []
    )
    found = stored(tmp_path, "select schema_name || '.' || table_name from duckdb_tables()")
    assert {entity.table for entity in landing_contract().values()} <= {table for (table,) in found}


def test_state_comes_from_the_last_published_view_whatever_is_left_of_it(tmp_path):
    write(tmp_path, "broker/brokers.csv", "broker_id,name\nB0,Haus")
    changes = "'c1' as customer_id, 'c0' as previous_customer_id, 'merged' as change, date '2026-01-01' as changed_on"

    def state() -> list[tuple]:
        land(tmp_path, tmp_path, landed_at=NOW)
        records = stored(tmp_path, "select record_id, customer_id from raw_state.customer_records")
        return records + stored(tmp_path, "select record_id, previous_customer_id from raw_state.customer_id_changes")

    assert state() == []
    marts, view = tmp_path / "marts", tmp_path / "customer_view.duckdb"
    marts.mkdir()
    duckdb.execute(f"copy (select 'shop:1' as record_id, 'c1' as customer_id, 'x' as more)"
                   f" to '{marts}/customer_records.parquet'")  # fmt: skip
    duckdb.execute(f"copy (select {changes}) to '{marts}/customer_id_changes.parquet'")  # of an earlier version
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as connection:
        connection.execute("insert into raw_state.match_weights (party, version) values ('p', 1)")
    duckdb.execute(f"copy (select 'bg_nbd' as model) to '{marts}/value_parameters.parquet'")
    assert state() == [("shop:1", "c1"), (None, "c0")]
    assert stored(tmp_path, "from raw_state.value_parameters") == [], "what is fitted is never taken from a view"
    shutil.rmtree(marts)
    assert state() == [("shop:1", "c1"), (None, "c0")], "without a view the ids taken last stay"
    with duckdb.connect(str(view)) as connection:
        connection.execute("create schema marts; create table marts.customer_records as"
                           " select 'shop:2' as record_id, 'c2' as customer_id")  # fmt: skip
        connection.execute(f"create table marts.customer_id_changes as select {changes}, 'shop:9' as record_id")
    assert state() == [("shop:2", "c2"), ("shop:9", "c0")], "the database alone was brought back"
    assert stored(tmp_path, "select version from raw_state.match_weights") == [(1,)], "what is not published stays"


def test_an_earlier_content_that_comes_back_is_the_newest_again(tmp_path):
    landing, warehouse = tmp_path / "landing", tmp_path / "warehouse"
    for name, number in (("Haus", 1), ("Hass", 2), ("Haus", 3)):
        write(landing, "broker/brokers.csv", f"broker_id,name\nB0,{name}")
        report = land(landing, warehouse, landed_at=NOW)
        assert [delivery.number for delivery in report.deliveries] == [number]
        newest = stored(warehouse, "select arg_max(name, delivery_number) from raw_broker.brokers")
        assert newest == [(name,)]
    assert report.remarks == ["broker/brokers.csv: landed anew, an earlier content is back."]
    assert stored(warehouse, "select name from raw_broker.brokers order by delivery_number") == [("Hass",), ("Haus",)]
    write(landing, "broker/brokers/copy.csv", "broker_id,name\nB0,Hass")  # known content under a new name is no news
    assert land(landing, warehouse, landed_at=NOW).deliveries == []


def test_a_folder_of_deliveries_is_later_than_the_file_beside_it(tmp_path):
    for name in ("orders/2.csv", "orders/10.csv", "orders.csv"):
        write(tmp_path, f"shop/{name}", "x")
    files, _ = discover(tmp_path, landing_contract())
    assert [file.name for file in files] == ["shop/orders.csv", "shop/orders/2.csv", "shop/orders/10.csv"]


def test_a_store_that_is_in_use_or_damaged_is_a_sentence(tmp_path):
    write(tmp_path, "broker/brokers.csv", "broker_id,name\nB0,Haus")
    land(tmp_path, tmp_path, landed_at=NOW)
    script = (
        f"import duckdb, sys; held = duckdb.connect({str(tmp_path / 'raw.duckdb')!r}, read_only=True);"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with pytest.raises(StoreUnusable, match="open in another program") as said:
            land(tmp_path, tmp_path, landed_at=NOW)
        assert said.value.is_busy
        other.stdin.close()
    (tmp_path / "raw.duckdb").write_bytes(b"junk" * 5000)
    with pytest.raises(StoreUnusable, match="damaged") as said:
        land(tmp_path, tmp_path, landed_at=NOW)
    assert not said.value.is_busy
    assert (tmp_path / "raw.duckdb").read_bytes() == b"junk" * 5000


def test_discovery_follows_links_and_reports_what_it_does_not_know(tmp_path):
    write(tmp_path, "elsewhere.csv", "x")
    for name in (
        "shop/orders/.hidden.csv",
        "shop/orders/deep/1.csv",
        "shop/order.csv",
        "crm/x.csv",
        "shop/refunds.xlsx",
    ):
        write(tmp_path, name, "x")
    (tmp_path / "shop" / "customers.csv").symlink_to(tmp_path / "elsewhere.csv")
    (tmp_path / "shop" / "order_lines").mkdir()
    files, unknown = discover(tmp_path, landing_contract())
    assert [file.name for file in files] == ["shop/customers.csv"]
    assert set(unknown) == {
        "crm", "elsewhere.csv", "shop/order.csv", "shop/orders/.hidden.csv", "shop/orders/deep", "shop/refunds.xlsx",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a: [", "no readable YAML (line 1)"), ("- a", "it must hold keys"), ("compny: {}", "Did you mean 'company'?"),
        ("rules: {inactive_days: 3}", "'inactive_days' is no known key"),
        ("rules: {inactive_after_days: many}", "a number"), ("rules: {inactive_after_days: .inf}", "finite"),
        ("rules: {target_base: all}", "one of total, identified"),
        ("rules: {inactive_after_days: -3}", "between 0 and"),
        *((f"rules: {{{name}: 0}}", f"{name} must be at least 1") for name in sorted(DIVISORS)),
        ("sources: {shop: {encoding: ebcdic}}", "encoding 'ebcdic' is not known"),
        ("as_of: soon", "as_of must be a date"),
        ("sources: {shop: {delimiter: '::'}}", "one character"), ("company: {timezone: Berlin}", "is no zone"),
        ("company: {currency: euro}", "three capital letters"), ("rules: {company_currency: EUR}", "under company"),
        ("sources: {webshop: {}}", "'webshop' is no known key"), ("sources: {shop: [1]}", "shop must hold keys"),
    ],
)  # fmt: skip
def test_landing_yml_is_checked(tmp_path, content, said):
    write(tmp_path, "landing.yml", content)
    with pytest.raises(InputRejected) as rejected:
        read_settings(tmp_path)
    assert said in str(rejected.value)


def test_landing_yml_sets_company_rules_and_layouts(tmp_path):
    write(tmp_path, "landing.yml", "company: {currency: GBP, timezone: Europe/London}\nas_of: 2026-03-01\n"
          "rules: {inactive_after_days: 100}\nsources: {shop: {delimiter: ';', decimals: german}}")  # fmt: skip
    said = read_settings(tmp_path)
    assert said.variables == {
        "company_currency": "GBP", "business_timezone": "Europe/London", "inactive_after_days": 100,
    }  # fmt: skip
    assert said.as_of == date(2026, 3, 1)
    assert said.layouts["shop"] == Layout(delimiter=";", decimals="german", timezone="Europe/London")


@pytest.mark.parametrize("content", [None, {}, {"readme.txt": "x"}, {"shop/note.txt": "x"}])
def test_a_landing_without_any_source_is_rejected(tmp_path, content):
    if content is not None:
        (tmp_path / "landing").mkdir()
    for name, text in (content or {}).items():
        write(tmp_path / "landing", name, text)
    with pytest.raises(InputRejected):
        land(tmp_path / "landing", tmp_path / "warehouse")


def test_a_header_without_rows_is_a_delivery_of_nothing(desk):
    delivery = desk.land(ORDERS)
    assert (delivery.line_count, delivery.row_count) == (1, 0)
    assert "a delivery of nothing" in desk.remarks[0]


# --- any bytes -------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from([
    *('"', ",", "\n", "\r\n", "\r", "\0", "7", '""', " ", "é", "\u2028", "<", "{"), order(), f"{order()}\n",
    f"{order('2')}\n",
    '3,"7\n', '4,"7\n7",2026-01-01,open,EUR,1,2026-01-01\n', "5,7\n", ",,,,,,\n",
])  # fmt: skip
LINES = st.lists(PIECES, max_size=30).map(lambda pieces: (ORDERS + "\n" + "".join(pieces)).encode())


OBJECTS = st.lists(
    st.sampled_from(['{"order_id": "1"}', '{"order_id": 2, "status": []}', "{", "[]", "", '"', "\0", "\r"])
)


@settings(max_examples=40, deadline=None)
@given(content=st.one_of(OBJECTS.map("\n".join).map(str.encode), st.binary(max_size=80)), kind=st.sampled_from(KINDS))
def test_any_bytes_under_any_name_are_rejected_or_accounted_for(desk, content, kind):
    names = landing_contract()["shop", "orders"].names
    whole = json.dumps(dict.fromkeys(names)).encode() + b"\n" if kind == ".jsonl" else b""
    try:
        delivery = desk.land(whole + content, kind=kind)
    except FileRejected:
        return
    assert delivery.row_count == len(desk.rows)
    assert (
        delivery.line_count == delivery.header_line_count + delivery.kept_line_count + delivery.quarantined_line_count
    )


@settings(max_examples=100, deadline=None)
@given(content=st.one_of(LINES, st.tuples(LINES, st.binary(max_size=20)).map(b"".join), st.binary(max_size=80)))
def test_any_bytes_are_rejected_or_accounted_for_line_by_line(desk, content):
    try:
        delivery = desk.land(content)
    except FileRejected:
        return
    text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")[: -1 if text.endswith("\n") else None]
    assert delivery.line_count == len(lines)
    assert delivery.row_count == len(desk.rows)
    aside = {p["line_number"]: p["raw_line"] for p in desk.problems if not p["is_row_kept"]}
    in_quarantine = sum(1 + line.replace("\r\n", "\n").replace("\r", "\n").count("\n") for line in aside.values())
    assert delivery.quarantined_line_count == in_quarantine
    assert delivery.line_count == 1 + delivery.kept_line_count + delivery.inner_line_break_count + in_quarantine
    # what is a whole row by itself is never swallowed by somebody else's quote
    rows = [number for number, line in enumerate(lines, 1) if line in (order(), order("2"))]
    lost = set(rows) - {row["line_number"] for row in desk.rows} - set(aside)
    assert len(lost) <= delivery.duplicate_line_count
