"""Finds the files of a landing folder and reads them in chunks, every physical line accounted for.

A chunk holds the rows as columns of text, the line each begins on, and the lines that are no row, with the reason.
Nothing here knows what a value means; scripts/landing_rules.py checks values.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv as arrow_csv

from landing_contract import Column, Entity
from landing_settings import Layout

KINDS = (".csv.gz", ".csv", ".jsonl", ".parquet")
CHUNK_CHARACTERS = 8 << 20
CHUNK_ROWS = 100_000
MAX_ROW_LINES = 10_000  # a quoted value longer than this is taken for an open quote
MAX_FIELD_CHARACTERS = 16 << 20
SNIFFED_BYTES = 1 << 16
EXTRA = "extra_columns"

BLANK = "The line is empty."
NUL = "The line holds a NUL character."
OPEN_QUOTE = "A quote is left open, or stands where none may stand."
NO_OBJECT = "The line is no JSON object."

FOREIGN = {
    b"PK\x03\x04": "an Excel or zip file: export it as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel file: export it as CSV",
    b"%PDF": "a PDF file: export the data as CSV",
    b"\x1f\x8b": "compressed (gzip): name it .csv.gz",
    b"PAR1": "Parquet: name it .parquet",
}
MARKS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# What a value of a type looks like from afar: enough to tell a row from a line of prose.
SHAPES = {
    "decimal": r"[+-]?[\d.,]+", "integer": r"[+-]?\d+", "date": r"\d{4}-\d\d-\d\d.*", "timestamp": r"\d{4}-\d\d-\d\d.*",
    "month": r"\d{4}-\d\d.*", "boolean": r"\w{1,5}", "currency": r"[A-Za-z]{3}", "record": r"[a-z_]+:.+",
}  # fmt: skip


class FileRejected(Exception):  # noqa: N818
    """The whole file cannot be used; the text says why and what to do."""


@dataclass(frozen=True)
class LandingFile:
    """One delivered file; `name` is its path inside the landing folder."""

    path: Path
    name: str
    entity: Entity
    kind: str

    def sha256(self) -> str:
        """Hash of the bytes as delivered. Raises FileRejected when they cannot be read."""
        try:
            with self.path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise FileRejected(f"the file cannot be read ({error.strerror}). Check its rights.") from error


@dataclass(frozen=True)
class Broken:
    """Physical lines that are no row, from `number` on."""

    number: int
    lines: int
    reason: str
    text: str


@dataclass
class Chunk:
    """Rows as text columns, with the column line_number; `extra_columns` holds what the contract does not know.

    `spans` names only the rows that take more than one line: {line_number: lines}. `text_of` gives a row as delivered.
    `is_numeric` names columns whose numbers come typed, with a decimal point whatever the layout says.
    """

    table: pa.Table
    text_of: Callable[[int], str]
    spans: dict[int, int] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)
    is_numeric: frozenset[str] = frozenset()


class Reader:
    """Reads one file: iterate over `chunks()` to the end, then `line_count` and `unknown_columns` are complete."""

    header_lines = 0

    def __init__(self, file: LandingFile, layout: Layout) -> None:
        self.file, self.layout, self.entity = file, layout, file.entity
        self.line_count = 0
        self.unknown_columns: list[str] = []

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows in order. Raises FileRejected."""
        raise NotImplementedError

    def _check_columns(self, names: set[str]) -> None:
        """Raise when a column is missing without which no row could be used."""
        columns = self.entity.columns
        has_default = {"currency"} if self.layout.currency else set()
        missing = [c.name for c in columns if c.is_required and c.name not in names | has_default]
        if missing:
            named = f"column {missing[0]} is" if len(missing) == 1 else f"columns {', '.join(missing)} are"
            raise FileRejected(f"the {named} missing. Correct the header or the delivery.")
        if self.entity.one_of and not names & set(self.entity.one_of):
            raise FileRejected(f"one of the columns {', '.join(self.entity.one_of)} is needed. Deliver it.")


def discover(landing: Path, contract: dict[tuple[str, str], Entity]) -> tuple[list[LandingFile], list[str]]:
    """The files of a landing folder in landing order, and the names of those that nobody knows."""
    files, unknown = [], []
    for path in sorted(landing.iterdir(), key=_natural):
        is_source = path.is_dir() and any(source == path.name for source, _ in contract)
        if is_source:
            _discover_source(landing, path, contract, files, unknown)
        elif path.name != "landing.yml":
            unknown.append(path.relative_to(landing).as_posix())
    return files, unknown


def read(file: LandingFile, layout: Layout) -> Reader:
    """The reader for a file's kind."""
    return {".parquet": ParquetReader, ".jsonl": JsonReader}.get(file.kind, CsvReader)(file, layout)


class CsvReader(Reader):
    """Reads CSV, plain or compressed. A line that cannot be read never takes the next one with it."""

    header_lines = 1

    def chunks(self) -> Iterator[Chunk]:
        """See Reader."""
        csv.field_size_limit(MAX_FIELD_CHARACTERS)
        with _opened(self.file, self.layout) as text:
            header = self._header(text.readline())
            self.line_count = 1
            rest: list[str] = []
            while lines := rest + text.readlines(CHUNK_CHARACTERS):
                is_end = len(lines) == len(rest)
                chunk, used = self._chunk(header, lines, is_end)
                self.line_count += used
                rest = lines[used:]
                yield chunk

    def _chunk(self, header: list[str], lines: list[str], is_end: bool) -> tuple[Chunk, int]:
        """Rows of the lines, and how many of the lines they used; the rest may go on in the next chunk."""
        first, spans, broken, used = self.line_count + 1, {}, [], len(lines)
        table = self._plain_rows(header, lines)
        if table is None:
            rows, numbers, spans, broken, used = self._careful_rows(header, lines, is_end)
            table = self._as_table(header, rows, numbers)

        def text_of(number: int) -> str:
            start = number - first
            return "".join(lines[start : start + spans.get(number, 1)])

        return Chunk(table, text_of, spans, broken), used

    def _plain_rows(self, header: list[str], lines: list[str]) -> pa.Table | None:
        """The rows when every line is one row, which is what most files are; else nothing."""
        first = self.line_count + 1
        quoted = [line for line in lines if '"' in line]
        unquoted = [line for line in lines if '"' not in line] if quoted else lines
        text = "".join(unquoted)
        try:
            rows = list(csv.reader(quoted, delimiter=self.layout.delimiter, strict=True))
            table = _split(text, header, self.layout.delimiter) if text else None
        except (csv.Error, pa.ArrowInvalid):
            return None
        is_plain = len(rows) == len(quoted) and {len(header)}.issuperset(map(len, rows))
        is_plain &= not text or table.num_rows == len(unquoted)
        if not is_plain or "\0" in text or any("\0" in line for line in quoted):
            return None
        parts = []
        if text:
            columns = dict(zip(header, table.columns, strict=True))
            places = [number for number, line in enumerate(lines, first) if '"' not in line]
            parts.append(_table(self.entity, columns, places, self.unknown_columns))
        if quoted:
            places = [number for number, line in enumerate(lines, first) if '"' in line]
            parts.append(self._as_table(header, rows, places))
        return pa.concat_tables(parts)

    def _as_table(self, header: list[str], rows: list[list[str]], numbers: list[int]) -> pa.Table:
        columns = zip(*rows, strict=True) if rows else [()] * len(header)
        return _table(self.entity, dict(zip(header, columns, strict=True)), numbers, self.unknown_columns)

    def _careful_rows(
        self, header: list[str], lines: list[str], is_end: bool
    ) -> tuple[list[list[str]], list[int], dict[int, int], list[Broken], int]:
        rows, numbers, spans, broken = [], [], {}, []
        is_row = _row_test(self.entity, header)
        index, first = 0, self.line_count + 1
        while index < len(lines):
            row, span = self._row(header, lines, index, is_row)
            if row is None and not is_end and len(lines) - index < MAX_ROW_LINES:
                break
            reason = self._reason(header, row, lines[index : index + span])
            if reason:
                span = 1
                broken.append(Broken(first + index, 1, reason, lines[index]))
            else:
                rows.append(row)
                numbers.append(first + index)
                if span > 1:
                    spans[first + index] = span
            index += span
        return rows, numbers, spans, broken, index

    def _row(
        self, header: list[str], lines: list[str], index: int, is_row: Callable[[list[str]], bool]
    ) -> tuple[list[str] | bool | None, int]:
        """The row that begins on a line, and its lines; None: it may go on; False: it is none."""
        row = self._parse(lines[index : index + 1])[0]
        if row is not None:
            return row, 1
        end = min(index + MAX_ROW_LINES, len(lines))
        row, span = self._parse(lines[place] for place in range(index, end))
        if row is None:
            return (None if span == end - index else False), 1
        # A line inside the value that is a whole row by itself: the quote was never meant to stay open.
        swallowed = (self._parse([line])[0] for line in lines[index + 1 : index + span])
        if any(inner and len(inner) == len(header) and is_row(inner) for inner in swallowed):
            return False, 1
        return row, span

    def _parse(self, lines: Iterable[str]) -> tuple[list[str] | None, int]:
        reader = csv.reader(lines, delimiter=self.layout.delimiter, strict=True)
        try:
            return next(reader), reader.line_num
        except csv.Error:
            return None, reader.line_num

    @staticmethod
    def _reason(header: list[str], row: list[str] | bool | None, lines: list[str]) -> str | None:
        if any("\0" in line for line in lines):
            return NUL
        if not lines[0].strip():
            return BLANK
        if row is None or row is False:
            return OPEN_QUOTE
        if len(row) != len(header):
            return f"The line has {len(row)} fields, the header {len(header)}."
        return None

    def _header(self, line: str) -> list[str]:
        """Names of the columns in the file's order, known ones as the contract writes them."""
        cells = self._parse([line])[0]
        if not line.strip() or cells is None:
            raise FileRejected("line 1 is no header. The first line must name the columns.")
        names = [re.sub(r"[\s-]+", "_", cell.strip().lower()) for cell in cells]
        known = set(self.entity.names)
        if not known & set(names):
            raise FileRejected(f"line 1 is not the header of {self.entity}. {self._likely_cause(line)}")
        twice = sorted({name for name in names if name in known and names.count(name) > 1})
        if twice:
            raise FileRejected(f"the header names {', '.join(twice)} twice. Keep one of them.")
        self._check_columns(set(names))
        header = [
            name if name in known else _unique(cell.strip() or f"column_{place}", cells[: place - 1])
            for place, (name, cell) in enumerate(zip(names, cells, strict=True), 1)
        ]
        self.unknown_columns = [name for name in header if name not in known]
        return header

    def _likely_cause(self, line: str) -> str:
        for delimiter, name in ((";", "semicolon"), ("\t", "tab"), (",", "comma"), ("|", "|")):
            words = {re.sub(r"[\s-]+", "_", word.strip(' "\r\n').lower()) for word in line.split(delimiter)}
            if delimiter != self.layout.delimiter and words & set(self.entity.names):
                return f"It is separated by {name}: set delimiter for {self.entity.source} in landing.yml."
        if "\0" in line:
            return "It looks like UTF-16: set encoding for the source in landing.yml."
        return f"The first line must name its columns: {', '.join(self.entity.names[:3])} …"


class JsonReader(Reader):
    """Reads one JSON object a line; numbers keep the digits they are written with."""

    def chunks(self) -> Iterator[Chunk]:
        """See Reader."""
        seen: set[str] = set()
        known = set(self.entity.names)
        has_rows = False
        with _opened(self.file, self.layout) as text:
            while lines := text.readlines(CHUNK_CHARACTERS):
                first = self.line_count + 1
                self.line_count += len(lines)
                rows, numbers, broken = [], [], []
                for number, line in enumerate(lines, first):
                    row = self._object(line)
                    if isinstance(row, str):
                        broken.append(Broken(number, 1, row, line))
                    else:
                        rows.append(row)
                        numbers.append(number)
                has_rows |= bool(rows)
                names = {name for row in rows for name in row}
                seen |= names
                columns: dict[str, Any] = {name: [row.get(name) for row in rows] for name in names & known}
                columns[EXTRA] = [_extra(row, known) for row in rows] if names - known else [None] * len(rows)
                table = _table(self.entity, columns, numbers, [])
                yield Chunk(table, lambda number, lines=lines, first=first: lines[number - first], {}, broken)
        self.unknown_columns = sorted(seen - known)
        if not has_rows:
            raise FileRejected("no line is a JSON object. A .jsonl file holds one object in each line.")
        self._check_columns(seen)

    def _object(self, line: str) -> dict[str, str | None] | str:
        """The object of a line as texts, or the reason why it is none."""
        if not line.strip():
            return BLANK
        if "\0" in line or "\\u0000" in line:
            return NUL
        try:
            found = json.loads(line, parse_float=_Number, parse_int=_Number, parse_constant=str)
            if not isinstance(found, dict):
                return NO_OBJECT
            row = {self._name(name): self._text(value) for name, value in found.items()}
            "".join([*row, *(value for value in row.values() if value)]).encode()  # a lone surrogate is no text
        except (ValueError, RecursionError):
            return NO_OBJECT
        return row

    def _name(self, name: str) -> str:
        plain = re.sub(r"[\s-]+", "_", name.strip().lower())
        return plain if plain in self.entity.names else name

    def _text(self, value: object) -> str | None:
        if isinstance(value, _Number) and self.layout.decimals == "german":
            return value.replace(".", ",")
        if value is None or isinstance(value, str):
            return value
        return json.dumps(value, ensure_ascii=False)


class ParquetReader(Reader):
    """Reads Parquet; a row counts as a line."""

    def chunks(self) -> Iterator[Chunk]:
        """See Reader."""
        try:
            with pq.ParquetFile(self.file.path) as parquet:
                header = self._header(parquet.schema_arrow)
                for batch in parquet.iter_batches(CHUNK_ROWS):
                    yield self._chunk(header, pa.Table.from_batches([batch]))
        except (pa.ArrowException, OSError) as error:
            raise FileRejected("the file is no readable Parquet. Deliver it again.") from error

    def _header(self, schema: pa.Schema) -> list[str]:
        names = [re.sub(r"[\s-]+", "_", name.strip().lower()) for name in schema.names]
        known = set(self.entity.names)
        twice = sorted({name for name in names if name in known and names.count(name) > 1})
        if twice:
            raise FileRejected(f"the columns {', '.join(twice)} stand twice. Keep one of each.")
        self._check_columns(set(names))
        header = [
            name if name in known else _unique(given, schema.names[: place - 1])
            for place, (name, given) in enumerate(zip(names, schema.names, strict=True), 1)
        ]
        self.unknown_columns = [name for name in header if name not in known]
        return header

    def _chunk(self, header: list[str], batch: pa.Table) -> Chunk:
        first = self.line_count + 1
        self.line_count += batch.num_rows
        numbers = range(first, first + batch.num_rows)
        columns = dict(zip(header, batch.columns, strict=True))
        numeric = frozenset(name for name, column in columns.items() if _is_number(column.type))
        table = _table(self.entity, columns, numbers, self.unknown_columns)

        def text_of(number: int) -> str:
            return json.dumps(batch.slice(number - first, 1).to_pylist()[0], default=str, ensure_ascii=False)

        return Chunk(table, text_of, {}, [], numeric)


class _Number(str):
    """A JSON number as it is written."""

    __slots__ = ()


def _discover_source(
    landing: Path,
    folder: Path,
    contract: dict[tuple[str, str], Entity],
    files: list[LandingFile],
    unknown: list[str],
) -> None:
    # A file beside a folder of its entity is from before there was the folder: what lies in the folder is later.
    for path in sorted(folder.iterdir(), key=lambda path: (path.is_dir(), _natural(path))):
        entity, kind = contract.get((folder.name, path.name.lower())), None
        inside = sorted(path.iterdir(), key=_natural) if path.is_dir() and entity else [path]
        for file in inside:
            kind = next((kind for kind in KINDS if file.name.lower().endswith(kind)), None)
            stem = file.name.lower().removesuffix(kind or "")
            found = entity if path.is_dir() else contract.get((folder.name, stem))
            name = file.relative_to(landing).as_posix()
            if found and kind and not file.is_dir() and not file.name.startswith("."):
                files.append(LandingFile(file, name, found, kind))
            else:
                unknown.append(name)


def _natural(path: Path) -> list[tuple[int, int | str]]:
    """Order in which a person would list files: delivery_2 before delivery_10."""
    parts = re.split(r"(\d+)", path.name)
    return [(0, int(part)) if part.isdigit() and part.isascii() else (1, part) for part in parts]


def _table(entity: Entity, columns: dict[str, Any], numbers: Iterable[int], unknown: list[str]) -> pa.Table:
    """Columns of the contract that the file has, unknown ones packed into extra_columns, and the line numbers."""
    arrays = {
        name: column if isinstance(column, pa.Array | pa.ChunkedArray) else pa.array(column, pa.string())
        for name, column in columns.items()
        if name in entity.names or name == EXTRA
    }
    for name, column in arrays.items():
        if column.type == pa.string() and name != EXTRA:
            arrays[name] = pc.utf8_trim_whitespace(column)
    if unknown:
        rows = zip(*(_values(columns[name]) for name in unknown), strict=True)
        arrays[EXTRA] = pa.array((_extra(dict(zip(unknown, row, strict=True)), ()) for row in rows), pa.string())
    return pa.table({**arrays, "line_number": pa.array(numbers, pa.int64())})


def _split(text: str, header: list[str], delimiter: str) -> pa.Table:
    """Lines without any quote as a table of texts. Raises pa.ArrowInvalid when one has too few or too many fields."""
    return arrow_csv.read_csv(
        pa.BufferReader(text.encode()),
        arrow_csv.ReadOptions(column_names=header),
        arrow_csv.ParseOptions(delimiter=delimiter, quote_char=False, double_quote=False, ignore_empty_lines=False),
        arrow_csv.ConvertOptions(column_types=dict.fromkeys(header, pa.string())),
    )


def _values(column: pa.ChunkedArray | Iterable[str]) -> Iterable[object]:
    return column.to_pylist() if isinstance(column, pa.Array | pa.ChunkedArray) else column


def _extra(row: dict[str, Any], known: Container[str]) -> str | None:
    extra = {n: str(v) for n, v in row.items() if n not in known and v not in (None, "")}
    return json.dumps(extra, ensure_ascii=False) if extra else None


def _unique(name: str, before: list[str]) -> str:
    """The name, with its place behind it when an earlier column bears it too."""
    return f"{name}_{len(before) + 1}" if name in before else name


def _is_number(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)


def _row_test(entity: Entity, header: list[str]) -> Callable[[list[str]], bool]:
    """Whether fields look like a row of the entity: what must be there is, and looks like its type."""
    columns: dict[str, Column] = {column.name: column for column in entity.columns}
    tests = [
        (place, re.compile("|".join(map(re.escape, columns[name].codes)) or SHAPES.get(columns[name].type, ".+"), re.I))
        for place, name in enumerate(header)
        if name in columns and columns[name].is_required
    ]
    return lambda fields: all(pattern.fullmatch(fields[place].strip()) for place, pattern in tests)


class _Text:
    """The text of a file: decoded line by line, its faults said in the words of the landing."""

    def __init__(self, file: LandingFile, codec: str, stream: BinaryIO) -> None:
        self._file, self._codec = file, codec
        self._text = io.TextIOWrapper(stream, encoding=codec, errors="strict", newline="")

    def __enter__(self) -> _Text:
        return self

    def __exit__(self, *_: object) -> None:
        self._text.close()

    def readline(self) -> str:
        """The next physical line with its end; empty at the end of the file."""
        return (self._lines(lambda: [self._text.readline()]) or [""])[0]

    def readlines(self, characters: int) -> list[str]:
        """The next physical lines with their ends, together about so many characters."""
        return self._lines(lambda: self._text.readlines(characters))

    def _lines(self, read_on: Callable[[], list[str]]) -> list[str]:
        try:
            return read_on()
        except UnicodeDecodeError as error:
            raise FileRejected(self._undecodable()) from error
        except (OSError, EOFError, zlib.error) as error:
            raise FileRejected("the file cannot be read to its end. Deliver it again.") from error

    def _undecodable(self) -> str:
        place = ""
        if self._codec != "utf-16":
            with _bytes(self._file) as stream:
                for number, line in enumerate(stream, 1):
                    try:
                        line.decode(self._codec)
                    except UnicodeDecodeError:
                        place = f"line {number}: "
                        break
        return f"{place}the text cannot be decoded. Set the encoding of the source in landing.yml."


def _bytes(file: LandingFile) -> BinaryIO:
    return gzip.open(file.path, "rb") if file.kind == ".csv.gz" else file.path.open("rb")


def _opened(file: LandingFile, layout: Layout) -> _Text:
    """Open a text file after a look at its first bytes. Raises FileRejected when it is not what it says."""
    try:
        with _bytes(file) as stream:
            start = stream.read(SNIFFED_BYTES)
    except (OSError, EOFError, zlib.error) as error:
        raise FileRejected("the file cannot be opened (broken, or not compressed). Deliver it again.") from error
    _check_start(file, layout, start)
    return _Text(file, layout.codec, _bytes(file))


def _check_start(file: LandingFile, layout: Layout, start: bytes) -> None:
    if not start:
        raise FileRejected("the file has zero bytes. Deliver it again, or take it away.")
    for mark, what in FOREIGN.items():
        if start.startswith(mark):
            raise FileRejected(f"the file is {what}.")
    marked = next((name for mark, name in MARKS.items() if start.startswith(mark)), None)
    if marked and marked != layout.encoding:
        raise FileRejected(f"the file is written in {marked}: set encoding for the source in landing.yml.")
    plain = start.lstrip(b"\xef\xbb\xbf \t\r\n").replace(b"\0", b"")[:512].lower()
    if not plain or plain in (b"\xff\xfe", b"\xfe\xff"):
        raise FileRejected("the file holds nothing but blanks. Deliver it again, or take it away.")
    if re.match(rb"(\xff\xfe|\xfe\xff)?\s*<(!doctype|html|head|body|\?xml|!--)", plain):
        raise FileRejected("the file is an HTML or XML page, often an error message. Fetch the data again.")
    if file.kind != ".jsonl" and plain[:1] in (b"{", b"["):
        raise FileRejected("the file holds JSON: name it .jsonl, with one object in each line.")
    if layout.codec not in ("utf-8-sig", "utf-16") and _is_utf8(start):
        raise FileRejected(f"the file is written in utf-8, not {layout.encoding}: correct landing.yml.")


def _is_utf8(start: bytes) -> bool:
    """Whether there are letters beyond ASCII and all of them are UTF-8 (the last may be cut), never so by chance."""
    try:
        return not codecs.getincrementaldecoder("utf-8")().decode(start).isascii()
    except UnicodeDecodeError:
        return False
