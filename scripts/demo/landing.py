"""Writes the landing folder: CSV files, planted faults, landing.yml, and the truth beside it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from demo.chance import LAST_DAY, NEVER, Column
from demo.people import People

# How single sources differ from the canonical layout, as it stands in landing.yml.
# The brokers' files come from an old system; the newsletter tool knows no local time.
LAYOUTS = {
    "broker": {"encoding": "latin-1", "delimiter": ";", "decimals": "german"},
    "newsletter": {"timezone": "UTC"},
}
PLAIN = str.maketrans("ıİşŞğĞćčĆČšž", "iIsSgGccCCsz")  # letters that Latin-1 does not have

# Planted faults, per file: values that put a copied row aside, and values that empty a field.
ASIDE = {
    "shop/customers": [("updated_at", "31.02.2025"), ("customer_id", None)],
    "shop/orders/2026-06-30": [
        ("ordered_at", "2025-13-05 10:00:00"),
        ("net_amount", "neunzig"),
        ("status", "versendet"),
        ("order_id", None),
        ("ordered_at", "2095-03-01 12:00:00"),
    ],
    "shop/order_lines": [("quantity", "zwei Stück"), ("net_amount", "")],
    "contracts/contracts/2025-12-31": [
        ("start_date", "2025-02-30"),
        ("premium_amount", "auf Anfrage"),
        ("premium_frequency", "alle zwei Monate"),
    ],
    "contracts/charges": [("due_date", "0000-00-00"), ("status", "gemahnt"), ("contract_id", None)],
    "broker/contracts/2025-09-30": [("start_date", "01.01."), ("is_own", "fremd"), ("client_id", None)],
    "support/tickets": [("channel", "Brieftaube"), ("created_at", "gestern")],
    "support/ratings": [("score", "sehr gut")],
    "newsletter/events": [("event", "geöffnet"), ("occurred_at", "2025-04-31 09:00:00")],
}
EMPTIED = {
    "shop/customers": [("marketing_opt_in", "vielleicht")],
    "shop/orders/2026-06-30": [("tax_amount", "19 %")],
    "contracts/contracts/2025-12-31": [("renewal_date", "00.00.0000")],
    "broker/contracts/2025-09-30": [("premium_amount", "k. A.")],
    "support/tickets": [("handling_minutes", "ca. 10"), ("first_reply_at", "sofort")],
}
ROWS_PER_FAULT = 60  # smaller files have none: fewer than 2 % of a file are faulty
SENT_TWICE = "broker/contracts/2025-03-31"  # the same file under another name: it counts once


def dates(days: Column) -> Column:
    """Day numbers as dates; days outside all data are empty."""
    days = np.asarray(days, dtype=np.int64)
    return np.where(abs(days) >= NEVER, np.datetime64("NaT"), days.astype("datetime64[D]"))


def stamps(seconds: Column) -> Column:
    """Seconds as timestamps; negative ones are empty."""
    seconds = np.asarray(seconds, dtype=np.int64)
    return np.where(seconds < 0, np.datetime64("NaT"), seconds.astype("datetime64[s]"))


def money(cents: Column) -> pa.Array:
    """Whole cents as decimals with two places."""
    cents = np.asarray(cents, dtype=np.int64)
    words = np.ascontiguousarray(np.column_stack([cents, cents >> 63]))  # 128 bits: low, sign
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(words)])


def where_known(values: Column, known: Column) -> pa.Array:
    """Whole numbers or booleans, empty where not `known`."""
    return pa.array(values, mask=~np.asarray(known, dtype=bool))


def stack(parts: list[dict[str, object]]) -> dict[str, object]:
    """The rows of several parts of one entity under each other."""
    return {name: pa.chunked_array([_as_arrow(part[name]) for part in parts]) for name in parts[0]}


def select(columns: dict[str, object], rows: Column) -> dict[str, object]:
    """Some rows (numbers or true and false) of all columns."""
    rows = np.flatnonzero(rows) if rows.dtype == bool else rows
    return {
        name: values.take(pa.array(rows)) if isinstance(values, (pa.Array, pa.ChunkedArray)) else values[rows]
        for name, values in columns.items()
    }


class Landing:
    """The files of one landing folder. Rows of an entity come block by block and are appended."""

    def __init__(self, folder: Path, truth: Path | None) -> None:
        self.folder, self.truth = folder, truth
        self.row_counts: dict[str, int] = {}
        self.addresses: set[str] = set()  # e-mail addresses on the records of the block at hand
        self._open: dict[Path, tuple[arrow_csv.CSVWriter, BinaryIO | _Recoded, pa.Schema]] = {}

    def write(self, entity: str, columns: dict[str, object], delivery: str | None = None) -> None:
        """Append rows to `entity`, or to its file of one `delivery`."""
        name = f"{entity}/{delivery}" if delivery else entity
        layout = LAYOUTS.get(entity.split("/", maxsplit=1)[0], {})
        table = pa.table({column: _as_arrow(values) for column, values in columns.items()})
        path = self.folder / f"{name}.csv"
        if layout.get("decimals") == "german":
            table = _german(table)
        table = _with_faults(table, name, is_first=path not in self._open)
        self._append(path, table, layout)
        self.row_counts[entity] = self.row_counts.get(entity, 0) + len(table)
        if "email" in columns and not entity.startswith(("newsletter/", "company/")):
            self.addresses.update(text.lower() for text in columns["email"] if text)

    def write_truth(self, record_ids: Column, people: People, rows: Column) -> None:
        """Say which person stands behind each record."""
        if self.truth is not None:
            self._append(
                self.truth,
                pa.table(
                    {
                        "record_id": _as_arrow(record_ids),
                        "person_id": _as_arrow(people.person_id[rows]),
                        "household_id": _as_arrow(people.household_id[rows]),
                        "kind": _as_arrow(people.kind[rows]),
                    }
                ),
                {},
            )

    def _append(self, path: Path, table: pa.Table, layout: dict[str, str]) -> None:
        if path not in self._open:
            path.parent.mkdir(parents=True, exist_ok=True)
            sink: BinaryIO | _Recoded = path.open("wb")
            if "encoding" in layout:
                sink = _Recoded(sink, layout["encoding"])
            options = arrow_csv.WriteOptions(delimiter=layout.get("delimiter", ","))
            writer = arrow_csv.CSVWriter(pa.PythonFile(sink, mode="w"), table.schema, write_options=options)
            self._open[path] = writer, sink, table.schema
        writer, _, schema = self._open[path]
        writer.write_table(table.cast(schema))

    def close(self, note: str) -> None:
        """Finish all files and describe them in landing.yml."""
        for writer, sink, _ in self._open.values():
            writer.close()
            sink.close()
        twice = self.folder / f"{SENT_TWICE}.csv"
        if twice.exists():
            shutil.copyfile(twice, twice.with_stem(twice.stem + "-kopie"))
        layouts = "".join(f"  {source}: {json.dumps(layout)}\n" for source, layout in LAYOUTS.items())
        (self.folder / "landing.yml").write_text(
            f"# {note}\ncompany:\n  currency: EUR\n  timezone: Europe/Berlin\n"
            f"as_of: {np.datetime64(LAST_DAY, 'D')}\nsources:\n{layouts}",
            encoding="utf-8",
        )


class _Recoded:
    """A file that takes UTF-8 from arrow and writes another encoding."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        self._file, self._encoding, self.closed = file, encoding, False

    def write(self, data: bytes) -> int:
        """Arrow writes whole rows, so no character is cut in two."""
        self._file.write(bytes(data).decode("utf-8").translate(PLAIN).encode(self._encoding, "replace"))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self.closed = True


def _as_arrow(values: object) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, np.ndarray):
        return pa.array(values, type=pa.string() if values.dtype == object else None)
    return values


def _german(table: pa.Table) -> pa.Table:
    for at, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            text = pc.replace_substring(table[at].cast(pa.string()), ".", ",")
            table = table.set_column(at, field.name, text)
    return table


def _with_faults(table: pa.Table, name: str, is_first: bool) -> pa.Table:
    """The rows with the faults that are planted in this file; the same column types in every block."""
    aside, emptied = ASIDE.get(name, []), EMPTIED.get(name, [])
    for column in {column for column, _ in aside + emptied}:
        at = table.schema.get_field_index(column)
        table = table.set_column(at, column, table[at].cast(pa.string()))
    faults = len(aside) + len(emptied)
    if not faults or not is_first or len(table) < ROWS_PER_FAULT * faults:
        return table
    whole = table.to_pylist()[: faults + 40]
    key = table.schema.names[0]
    for column, value in emptied:
        row = next(row for row in whole if row[column] is not None)
        row[column] = value
    for number, (column, value) in enumerate(aside):
        row = dict(whole[20 + number])
        if key.endswith("_id"):
            row[key] = f"{row[key]}-{number}"
        row[column] = value
        whole.insert(5 + 7 * number, row)
    if name == "shop/order_lines":  # one line twice as it is, one with another text
        whole += [dict(whole[-1]), {**whole[-2], "product_name": "Sonderposten"}]
    head = pa.Table.from_pylist(whole, schema=table.schema)
    return pa.concat_tables([head, table.slice(faults + 40)])
