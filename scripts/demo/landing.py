"""Writes the landing folder: canonical CSV, planted faults, landing.yml and the truth beside it."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from demo.chance import LAST_DAY, NEVER, Column

TODAY = str(np.datetime64(LAST_DAY, "D"))
# A broker's old system: semicolons, Latin-1, decimal comma.
LAYOUTS: dict = {}
LATER = {"broker": {"delimiter": ";", "encoding": "latin-1", "decimals": "german"}}

PLAIN = str.maketrans("ıİşŞğĞćčĆČšž", "iIsSgGccCCsz")  # letters that Latin-1 does not have


def dates(days: Column) -> Column:
    """Day numbers as dates; days outside all data are empty."""
    days = np.asarray(days, dtype=np.int64)
    return np.where((days <= -NEVER) | (days >= NEVER), np.datetime64("NaT"),
                    days.astype("datetime64[D]"))


def stamps(seconds: Column) -> Column:
    """Seconds as timestamps; negative ones are empty."""
    seconds = np.asarray(seconds, dtype=np.int64)
    return np.where(seconds < 0, np.datetime64("NaT"), seconds.astype("datetime64[s]"))


def money(cents: Column, known: Column | None = None) -> pa.Array:
    """Whole cents as decimals with two places; empty where not `known`."""
    cents = np.ascontiguousarray(cents, dtype=np.int64)
    words = np.column_stack([cents, np.where(cents < 0, -1, 0)]).astype(np.int64)
    amounts = pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(words)])
    return amounts if known is None else pc.if_else(pa.array(known), amounts, pa.scalar(None))


def numbers(values: Column, known: Column) -> pa.Array:
    """Whole numbers or booleans, empty where not `known`."""
    return pa.array(values, mask=~np.asarray(known, dtype=bool))


class Landing:
    """The files of one landing folder. Rows of an entity come block by block and are appended."""

    def __init__(self, folder: Path, truth: Path | None) -> None:
        self.folder, self.truth = folder, truth
        self._open: dict[Path, tuple[arrow_csv.CSVWriter, object, pa.Schema]] = {}
        self.row_counts: dict[str, int] = {}
        self.known_addresses: set[str] = set()

    def write(self, entity: str, columns: dict[str, object], delivery: str | None = None) -> None:
        """Append rows to `entity`, or to its file of one `delivery`."""
        if "email" in columns and not entity.startswith(("newsletter/", "company/")):
            self.known_addresses.update(text.lower() for text in columns["email"] if text)
        name = f"{entity}/{delivery}.csv" if delivery else f"{entity}.csv"
        self.row_counts[entity] = self.row_counts.get(entity, 0) + self._append(
            self.folder / name, columns, LAYOUTS.get(entity.split("/")[0], {}))

    def write_truth(self, record_ids: Column, people, rows: Column) -> None:
        """Say which person stands behind each record."""
        if self.truth is not None and len(record_ids):
            self._append(self.truth, {
                "record_id": record_ids, "person_id": people.person_id[rows],
                "household_id": people.household_id[rows], "kind": people.kind[rows]}, {})

    def _append(self, path: Path, columns: dict[str, object], layout: dict[str, str]) -> int:
        arrays = {name: self._as_arrow(values, layout) for name, values in columns.items()}
        table = pa.table(arrays)
        if path not in self._open:
            path.parent.mkdir(parents=True, exist_ok=True)
            sink = open(path, "wb")
            self._open[path] = (_writer(sink, table.schema, layout), sink, table.schema)
        writer, _, schema = self._open[path]
        writer.write_table(table.cast(schema))
        return table.num_rows

    @staticmethod
    def _as_arrow(values: object, layout: dict[str, str]) -> pa.Array:
        if isinstance(values, np.ndarray) and values.dtype == object:
            return pa.array(values, type=pa.string())
        array = values if isinstance(values, (pa.Array, pa.ChunkedArray)) else pa.array(values)
        if layout.get("decimals") == "german" and pa.types.is_decimal(array.type):
            return pc.replace_substring(array.cast(pa.string()), ".", ",")
        return array

    def close(self, seed: int, customers: int) -> None:
        """Finish all files and describe them in landing.yml."""
        for writer, sink, _ in self._open.values():
            writer.close()
            sink.close()
        layouts = "".join(
            f"  {source}: {{{', '.join(f'{key}: {_quoted(value)}' for key, value in layout.items())}}}\n"
            for source, layout in LAYOUTS.items())
        (self.folder / "landing.yml").write_text(
            f"# Demo company: invented people. generate_demo.py --customers {customers} --seed {seed}\n"
            f"company:\n  currency: EUR\n  timezone: Europe/Berlin\nas_of: {TODAY}\n"
            + (f"sources:\n{layouts}" if layouts else ""), encoding="utf-8")


def _quoted(value: str) -> str:
    return f'"{value}"' if value in ";," else value


class _Recoded:
    """A binary file that takes UTF-8 and writes another encoding."""

    def __init__(self, sink, encoding: str) -> None:
        self.sink, self.encoding, self.closed = sink, encoding, False

    def write(self, data: bytes) -> int:
        """Arrow writes whole rows, so no character is cut in two."""
        text = bytes(data).decode("utf-8").translate(PLAIN)
        return self.sink.write(text.encode(self.encoding, "replace"))

    def flush(self) -> None:
        """Nothing is held back here."""

    def close(self) -> None:
        """The file is closed by its owner."""
        self.closed = True


def _writer(sink, schema: pa.Schema, layout: dict[str, str]) -> arrow_csv.CSVWriter:
    if "encoding" in layout:
        sink = pa.PythonFile(_Recoded(sink, layout["encoding"]), mode="w")
    options = arrow_csv.WriteOptions(delimiter=layout.get("delimiter", ","), quoting_style="needed")
    return arrow_csv.CSVWriter(sink, schema, write_options=options)
