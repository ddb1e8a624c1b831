"""Land: read the files of a landing folder into the raw store, with every physical line accounted for.

Only files whose content is new are read. A row whose required fields cannot be used is set aside in
raw_land.quarantine, an unusable optional field is emptied and listed there; nothing is silently dropped. A file that
is not what it says rejects the whole landing and leaves the raw store as it was. No business rule lives here.

Example: python scripts/land.py --landing landing/acme --warehouse warehouse/acme
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from landing_contract import Column, Entity, landing_contract, source_tables
from landing_files import BLANK, EXTRA, KINDS, Broken, Chunk, FileRejected, LandingFile, Reader, discover, read
from landing_rules import Rules, literal, quoted
from landing_settings import InputRejected, Layout, Settings, fingerprint, read_settings

__all__ = ["Delivery", "InputRejected", "LandingReport", "StoreUnusable", "land"]

MEMORY = "600MB"
PUBLISHED_STATE = {"customer_records", "customer_id_changes"}  # what the next run carries on from the view
OLDER = "Another line of the file has the same key and version and stands further down: that one counts."
QUARANTINE = pa.schema([
    ("line_number", pa.int64()), ("column_name", pa.string()), ("reason", pa.string()), ("value", pa.string()),
    ("raw_line", pa.string()), ("is_row_kept", pa.bool_()),
])  # fmt: skip


class StoreUnusable(Exception):  # noqa: N818
    """The raw store cannot be opened; the text says why and what to do. `is_busy`: another program holds it."""

    def __init__(self, sentence: str, *, is_busy: bool) -> None:
        self.is_busy = is_busy
        super().__init__(sentence)


@dataclass
class Delivery:
    """What became of one file. Lines are physical lines; `line_count` is the sum of the next four figures."""

    number: int
    file: LandingFile
    file_hash: str
    line_count: int = 0
    header_line_count: int = 0
    kept_line_count: int = 0
    inner_line_break_count: int = 0
    quarantined_line_count: int = 0
    duplicate_line_count: int = 0
    row_count: int = 0
    blank_line_count: int = 0
    emptied_field_count: int = 0
    unknown_columns: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    first_lines: dict[str, int] = field(default_factory=dict)

    @property
    def set_aside_count(self) -> int:
        """Rows set aside, blank lines not counted."""
        return self.reasons.total() - self.reasons[BLANK]


@dataclass
class LandingReport:
    """What a landing did: files landed now, files known before, names that nobody knows, and remarks."""

    settings: Settings
    landed_at: datetime
    deliveries: list[Delivery] = field(default_factory=list)
    known_files: list[str] = field(default_factory=list)
    unknown_files: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """The report for people, without personal data."""
        said = [
            f"{d.file.name}: {d.line_count:,} lines, {d.row_count:,} rows kept"
            + (f", {d.quarantined_line_count:,} lines in quarantine" if d.quarantined_line_count else "")
            + (f", {d.emptied_field_count:,} fields emptied" if d.emptied_field_count else "")
            + (f", {d.duplicate_line_count:,} repeated lines counted once" if d.duplicate_line_count else "")
            for d in self.deliveries
        ]
        if self.known_files:
            said.append(f"{len(self.known_files)} files had landed before.")
        said += [
            f"{name}: not read, no source or entity is called so, or it is none of {', '.join(sorted(KINDS))}."
            for name in self.unknown_files
        ]
        return said + self.remarks


def land(landing: Path, warehouse: Path, *, landed_at: datetime | None = None) -> LandingReport:
    """Land every new file of `landing` in `<warehouse>/raw.duckdb`, all or nothing.

    `landed_at` is the time of landing in business time (default: now). Raises InputRejected with a sentence per fault,
    StoreUnusable when the raw store is not to be had.
    """
    folder = landing.resolve().name or landing
    if not landing.is_dir():
        raise InputRejected([f"{folder}: there is no such landing folder. Name the folder with the files."])
    settings = read_settings(landing)
    contract = landing_contract()
    try:
        files, unknown = discover(landing, contract)
    except OSError as error:
        raise InputRejected([f"{folder}: the folder cannot be read ({error.strerror})."]) from error
    if not files:
        known = ", ".join(sorted({source for source, _ in contract}))
        raise InputRejected([
            f"{folder}: the landing folder holds no file of a source"
            + (f" (only {', '.join(unknown[:5])})" if unknown else "")
            + f". Sources are folders called {known}; see landing.yml and the README."
        ])  # fmt: skip
    warehouse.mkdir(parents=True, exist_ok=True)
    store = warehouse / "raw.duckdb"
    is_new = not store.exists()
    connection = _opened_store(store)
    try:
        connection.execute(f"set memory_limit = '{MEMORY}'; set timezone = 'UTC'")
        landed_at = landed_at or _now(connection, settings.business_timezone)
        report = LandingReport(settings, landed_at.replace(microsecond=0), unknown_files=unknown)
        connection.execute("begin transaction")
        create_tables(connection)
        _refresh_state(connection, warehouse)
        _land_files(connection, files, report)
        connection.execute("commit")
    except BaseException:
        connection.close()
        if is_new:
            for path in (store, Path(f"{store}.wal")):
                path.unlink(missing_ok=True)
        raise
    connection.close()
    return report


def _opened_store(store: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(store))
    except duckdb.IOException as error:
        is_busy = "set lock" in str(error)
        why = (
            "is open in another program. Close it there, then call again"
            if is_busy
            else "cannot be opened, it is damaged or of a newer DuckDB. Bring back a copy of it, or take it away: then"
            " everything lands anew that still lies in the landing folder"
        )
        raise StoreUnusable(f"{store} {why}.", is_busy=is_busy) from error


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every raw table with every column, and add columns that the contract has won since."""
    tables = {
        entity.table: _columns(source_tables(entity.source), entity.name) for entity in landing_contract().values()
    }
    for source in ("land", "state"):
        for table in source_tables(source):
            tables[f"raw_{source}.{table['name']}"] = {c["name"]: c["data_type"] for c in table["columns"]}
    tables["raw_land.settings"] = {"delivery_number": "bigint", "settings": "varchar"}
    for schema in sorted({table.split(".")[0] for table in tables}):
        connection.execute(f"create schema if not exists {schema}")
    existing = {
        (f"{schema}.{table}", column)
        for schema, table, column in connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() where database_name = current_database()"
        ).fetchall()
    }
    for table, columns in tables.items():
        if not any(known == table for known, _ in existing):
            listed = ", ".join(f"{quoted(name)} {kind}" for name, kind in columns.items())
            connection.execute(f"create table {table} ({listed})")
            continue
        for name, kind in columns.items():
            if (table, name) not in existing:
                connection.execute(f"alter table {table} add column {quoted(name)} {kind}")


def _columns(tables: list[dict], name: str) -> dict[str, str]:
    table = next(table for table in tables if table["name"] == name)
    return {column["name"]: column["data_type"] for column in table["columns"]}


def _now(connection: duckdb.DuckDBPyConnection, timezone: str) -> datetime:
    return connection.execute(f"select timezone({literal(timezone)}, current_timestamp)").fetchall()[0][0]


def _refresh_state(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> None:
    """Take the customer ids of the last published view; where none is, what was taken last stays.

    Of its Parquet files, because anybody may have its database open; of a database that was brought back alone. A view
    of an earlier version of this project may lack a column or a table. Fitted parameters and trained weights are the
    raw store's own.
    """
    marts, database = (warehouse / "marts").resolve(), warehouse / "customer_view.duckdb"
    views = {file.stem: f"read_parquet({literal(str(file))})" for file in marts.glob("*.parquet")}
    if not views and database.exists():
        connection.execute(f"attach {literal(str(database))} as customer_view (read_only)")
        tables = "select table_name from duckdb_tables() where database_name = 'customer_view'"
        views = {name: f"customer_view.marts.{name}" for (name,) in connection.execute(tables).fetchall()}
    for table in (table for table in source_tables("state") if table["name"] in PUBLISHED_STATE & views.keys()):
        view, target = views[table["name"]], f"raw_state.{table['name']}"
        published = {row[0] for row in connection.execute(f"describe select * from {view}").fetchall()}
        columns = ", ".join(column["name"] for column in table["columns"] if column["name"] in published)
        connection.execute(f"delete from {target}; insert into {target} by name select {columns} from {view}")


def _land_files(connection: duckdb.DuckDBPyConnection, files: list[LandingFile], report: LandingReport) -> None:
    """Land what is new, and what was landed under other settings. Raises InputRejected with all faults at once."""
    settings = report.settings
    landed, newest = {}, {}
    for source, entity, file_name, file_hash, number, said in connection.execute(
        "select source, entity, file_name, file_hash, delivery_number, settings"
        " from raw_land.deliveries left join raw_land.settings using (delivery_number) order by delivery_number"
    ).fetchall():
        landed[source, entity, file_hash] = (number, said)
        newest[file_name] = file_hash
    number = connection.execute("select coalesce(max(delivery_number), 0) from raw_land.deliveries").fetchall()[0][0]
    faults, now = [], set()
    for file in files:
        layout = settings.layouts[file.entity.source]
        said = fingerprint(layout, settings) + repr(file.entity)
        try:
            file_hash = file.sha256()
            known = (file.entity.source, file.entity.name, file_hash)
            is_back = newest.get(file.name, file_hash) != file_hash  # other content stood here meanwhile
            if known in now or (landed.get(known, (0, None))[1] == said and not is_back):
                report.known_files.append(file.name)
                continue
            if known in landed:
                _forget(connection, file.entity, landed[known][0])
                why = "an earlier content is back" if is_back else "its settings have changed"
                report.remarks.append(f"{file.name}: landed anew, {why}.")
            number += 1
            now.add(known)
            delivery = FileLanding(connection, file, file_hash, number, layout, report).run()
            connection.execute(f"insert into raw_land.settings values ({number}, {literal(said)})")
            report.deliveries.append(delivery)
            faults += _too_many(delivery, settings)
        except FileRejected as fault:
            faults.append(f"{file.name}: {fault}")
    if faults:
        raise InputRejected(faults)


def _forget(connection: duckdb.DuckDBPyConnection, entity: Entity, number: int) -> None:
    for table in (entity.table, "raw_land.deliveries", "raw_land.quarantine", "raw_land.settings"):
        connection.execute(f"delete from {table} where delivery_number = {number}")


def _too_many(delivery: Delivery, settings: Settings) -> list[str]:
    """The sentence that rejects a file of which too much was set aside, if so."""
    rows = delivery.row_count + delivery.duplicate_line_count + delivery.set_aside_count
    count = delivery.set_aside_count
    if count <= settings.max_quarantined_rows or count <= settings.max_quarantined_share * rows:
        return []
    why = "; ".join(
        f"{number:,} × {reason.rstrip('.')} (first in line {delivery.first_lines[reason]:,})"
        for reason, number in delivery.reasons.most_common(4)
        if reason != BLANK
    )
    return [
        f"{delivery.file.name}: {count:,} of {rows:,} rows cannot be used, more than"
        f" {settings.max_quarantined_share:.0%}: {why}. Correct the file, or the layout in landing.yml."
    ]


class FileLanding:
    """Lands one file: checks its chunks in SQL, writes rows and quarantine, counts every line."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        file: LandingFile,
        file_hash: str,
        number: int,
        layout: Layout,
        report: LandingReport,
    ) -> None:
        self.connection, self.file, self.entity, self.layout = connection, file, file.entity, layout
        self.report, self.delivery = report, Delivery(number, file, file_hash)
        self.rules = Rules(layout, report.settings.business_timezone, report.landed_at)
        self.spans: dict[int, int] = {}

    def run(self) -> Delivery:
        """Land the file. Raises FileRejected."""
        reader = read(self.file, self.layout)
        for chunk in reader.chunks():
            self._set_aside_broken(chunk.broken)
            if chunk.table.num_rows:
                self._land_rows(chunk)
        self._settle_repeated_keys()
        self._close_books(reader)
        return self.delivery

    def _set_aside_broken(self, broken: list[Broken]) -> None:
        rows = [(line.number, None, line.reason, None, _shown(line.text), False) for line in broken]
        for line in broken:
            self._count(line.number, line.lines, line.reason)
        self._write_quarantine(rows)

    def _land_rows(self, chunk: Chunk) -> None:
        """Check one chunk in SQL: usable rows go to raw, problems to quarantine."""
        self.connection.register("chunk", chunk.table)
        self.connection.execute(f"create or replace temp table checked as {self._checked_sql(chunk)}")
        self.connection.unregister("chunk")
        names = ", ".join(map(quoted, [*self.entity.names, EXTRA]))
        counts = "count(*) filter (where is_usable), count(*) filter (where has_problem)"
        [(kept, problems)] = self.connection.execute(f"select {counts} from checked").fetchall()
        self.connection.execute(
            f"insert into {self.entity.table} ({names}, delivery_number, line_number)"
            f" select {names}, {self.delivery.number}, line_number from checked where is_usable"
        )
        inner = dict(chunk.spans)
        if problems:
            for number in self._list_problems(chunk):
                inner.pop(number, None)
        self.spans |= inner
        self.delivery.row_count += kept
        self.delivery.kept_line_count += kept
        self.delivery.inner_line_break_count += sum(inner.values()) - len(inner)

    def _checked_sql(self, chunk: Chunk) -> str:
        """Rows with canonical values, values as delivered beside them, and what became of the row."""
        kinds = {field.name: str(field.type) for field in chunk.table.schema}
        delivered, readable, usable, problems, required = ["line_number"], [], [], [], []
        for column in self.entity.columns:
            given, name = _given(column), quoted(column.name)
            value = canonical = "null::varchar"
            if kind := kinds.get(column.name):
                value = self.rules.delivered(column, kind, column.name in chunk.is_numeric)
                canonical = self.rules.readable(column, given)
                limited = self.rules.within_limits(column, name)
                usable += [f"{limited} as {name}"] * bool(limited)
                problems += [f"({given} is not null and {name} is null)"] * (column.type != "text")
            if column.name == "currency" and self.layout.currency:
                canonical = f"case when {given} is null then {literal(self.layout.currency)} else {canonical} end"
            delivered.append(f"{value} as {given}")
            readable += [f"{canonical} as {name}"] * (given != name)
            required += [f"{name} is not null"] * column.is_required
        if self.entity.one_of:
            required.append(f"coalesce({', '.join(map(quoted, self.entity.one_of))}) is not null")
        replaced = f"replace ({', '.join(usable)})" if usable else ""
        extra = EXTRA if EXTRA in kinds else "null::varchar"
        return f"""
            with delivered as (select {", ".join(delivered)}, {extra} as {EXTRA} from chunk),
            readable as (select *{"".join(f", {column}" for column in readable)} from delivered),
            canonical as (select * {replaced} from readable)
            select *, {" and ".join(required)} as is_usable,
                not is_usable or {" or ".join(problems) or "false"} as has_problem
            from canonical
        """

    def _list_problems(self, chunk: Chunk) -> list[int]:
        """Write the chunk's problems to quarantine; returns the first lines of rows set aside."""
        blank = " and ".join(f"{_given(column)} is null" for column in self.entity.columns)
        self.connection.execute(
            f"create or replace temp table problems as select *, {blank} as is_blank from checked where has_problem"
        )
        tests = {(None, literal(BLANK), "null::varchar", 0): "is_blank"}
        for column in self.entity.columns:
            given, name = _given(column), quoted(column.name)
            unusable = f"{name} is null" if column.is_required else f"{name} is null and {given} is not null"
            reason = self.rules.reason(column, given)
            tests[column.name, reason, given, 2 - column.is_required] = f"{unusable} and not is_blank"
        if self.entity.one_of:
            missing = f"coalesce({', '.join(map(quoted, self.entity.one_of))}) is null"
            why = literal(f"One of {', '.join(self.entity.one_of)} is needed.")
            tests[None, why, "null::varchar", 1] = f"{missing} and not is_blank"
        occurs = self.connection.execute(
            f"select {', '.join(f'bool_or({test})' for test in tests.values())} from problems"
        ).fetchall()[0]
        selects = [
            f"select line_number, {literal(column) if column else 'null'}, {reason}, {value}, is_usable, {rank}"
            f" from problems where {test}"
            for ((column, reason, value, rank), test), does_occur in zip(tests.items(), occurs, strict=True)
            if does_occur
        ]
        found = self.connection.execute(f"{' union all '.join(selects)} order by 1, 6, 2").fetchall()
        aside: dict[int, str] = {}
        rows = []
        for number, column, reason, value, is_kept, _ in found:
            if is_kept:
                self.delivery.emptied_field_count += 1
            else:
                aside.setdefault(number, reason)
            rows.append((number, column, reason, value, None if is_kept else _shown(chunk.text_of(number)), is_kept))
        for number, reason in aside.items():
            self._count(number, chunk.spans.get(number, 1), reason)
        self._write_quarantine(rows)
        return list(aside)

    def _settle_repeated_keys(self) -> None:
        """Of lines with one key and version the last stays: identical ones count once, others are set aside."""
        key = ", ".join(map(quoted, self.entity.key))
        mine = f"(select * from {self.entity.table} where delivery_number = {self.delivery.number})"
        everything = ", ".join(map(quoted, [*self.entity.names, EXTRA]))
        self.connection.execute(f"""
            create or replace temp table repeated as
            with keyed as (
                select line_number, md5(({everything})::varchar) as content,
                    max(line_number) over (partition by {key}) as last_line
                from {mine}
                where ({key}) in (select ({key}) from {mine} group by {key} having count(*) > 1)
            )
            select keyed.line_number, keyed.content = kept.content as is_identical
            from keyed inner join keyed as kept on keyed.last_line = kept.line_number
            where keyed.line_number < keyed.last_line
        """)
        repeated = self.connection.execute("select line_number, is_identical from repeated order by 1").fetchall()
        if not repeated:
            return
        self.connection.execute(
            f"delete from {self.entity.table} where delivery_number = {self.delivery.number}"
            " and line_number in (select line_number from repeated)"
        )
        delivery = self.delivery
        delivery.row_count -= len(repeated)
        older = [number for number, is_identical in repeated if not is_identical]
        delivery.duplicate_line_count += len(repeated) - len(older)
        delivery.kept_line_count -= len(older)
        texts = self._texts(set(older))
        for number in older:
            span = self.spans.get(number, 1)
            delivery.inner_line_break_count -= span - 1
            self._count(number, span, OLDER)
        self._write_quarantine([(number, None, OLDER, None, texts[number], False) for number in older])

    def _texts(self, numbers: set[int]) -> dict[int, str]:
        """Rows as delivered, by the line they begin on: read once more, because so few are needed."""
        found: dict[int, str] = {}
        if numbers:
            for chunk in read(self.file, self.layout).chunks():
                wanted = numbers.intersection(chunk.table["line_number"].to_pylist())
                found |= {number: _shown(chunk.text_of(number)) for number in wanted}
        return found

    def _count(self, number: int, lines: int, reason: str) -> None:
        self.delivery.quarantined_line_count += lines
        self.delivery.reasons[reason] += 1
        self.delivery.first_lines.setdefault(reason, number)

    def _write_quarantine(self, rows: list[tuple]) -> None:
        if not rows:
            return
        columns = zip(*rows, strict=True)
        table = pa.table([pa.array(c, f.type) for c, f in zip(columns, QUARANTINE, strict=True)], QUARANTINE)
        self.connection.register("found", table)
        names = ", ".join(QUARANTINE.names)
        self.connection.execute(
            f"insert into raw_land.quarantine (delivery_number, {names})"
            f" select {self.delivery.number}, {names} from found"
        )
        self.connection.unregister("found")

    def _close_books(self, reader: Reader) -> None:
        """Write the delivery; a line that is nowhere stops the run."""
        delivery = self.delivery
        delivery.line_count, delivery.header_line_count = reader.line_count, reader.header_lines
        delivery.unknown_columns = reader.unknown_columns
        accounted = (
            delivery.header_line_count
            + delivery.kept_line_count
            + delivery.inner_line_break_count
            + delivery.quarantined_line_count
        )
        if (
            accounted != delivery.line_count
            or delivery.kept_line_count != delivery.row_count + delivery.duplicate_line_count
        ):
            raise RuntimeError(f"{self.file.name}: {delivery.line_count} lines, but {accounted} accounted for")
        if delivery.line_count == delivery.header_line_count:
            self.report.remarks.append(f"{self.file.name}: a header without rows, a delivery of nothing.")
        if delivery.unknown_columns:
            listed = ", ".join(delivery.unknown_columns)
            self.report.remarks.append(f"{self.file.name}: columns kept but not used: {listed}.")
        texts = [self.entity.source, self.entity.name, self.file.name, delivery.file_hash]
        counts = [
            delivery.line_count, delivery.header_line_count, delivery.kept_line_count, delivery.inner_line_break_count,
            delivery.quarantined_line_count, delivery.duplicate_line_count, delivery.row_count,
        ]  # fmt: skip
        unknown = literal(",".join(delivery.unknown_columns)) if delivery.unknown_columns else "null"
        self.connection.execute(
            f"insert into raw_land.deliveries values ({delivery.number}, {', '.join(map(literal, texts))},"
            f" {literal(str(self.report.landed_at))}, {', '.join(map(str, counts))}, {unknown})"
        )


def _given(column: Column) -> str:
    """Where the value as delivered stands: beside the canonical one; of text both are the same."""
    return quoted(column.name if column.type == "text" else f"given {column.name}")


def _shown(text: str) -> str:
    """A delivered line for the quarantine: without its line end, NUL made visible."""
    return text.rstrip("\r\n").replace("\0", "␀")


def main() -> int:
    """Parse the call, land, report; returns 0, 3 (input rejected), 75 or 2 (raw store in use, or damaged)."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--landing", type=Path, required=True, help="folder with the delivered files")
    parser.add_argument("--warehouse", type=Path, required=True, help="the company's warehouse folder")
    call = parser.parse_args()
    try:
        report = land(call.landing, call.warehouse)
    except InputRejected as rejected:
        print("\n".join(rejected.sentences), file=sys.stderr)
        return 3
    except StoreUnusable as unusable:
        print(unusable, file=sys.stderr)
        return 75 if unusable.is_busy else 2
    print("\n".join(report.sentences()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
