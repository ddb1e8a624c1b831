"""Publish: turn an audited build into a new version of the customer view and switch to it with one link.

    <warehouse>/versions/<stamp>/   customer_view.duckdb, marts/*.parquet, report.html, audit.html, profile.json
    <warehouse>/current             the link that is switched; customer_view.duckdb, marts and report.html lead
                                    through it

A reader holds an old or a new version, never a half one. Whoever reads several files follows `current` once and reads
from the folder it names.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

VIEW = "customer_view.duckdb"
STABLE = (VIEW, "marts", "report.html")
STORAGE = "v1.5.0"  # what BI drivers of the last years can read


def publish(warehouse: Path, complete: Callable[[Path], None], kept: int = 5) -> Path:
    """Publish the marts of build/build.duckdb and return the version's folder; before the switch nothing is seen.

    `complete` gets the unpublished folder with its customer_view.duckdb and adds the pages. `kept` versions stay, the
    current one among them. Whatever raises leaves the last version published.
    """
    versions = warehouse / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    clear(versions)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    draft = versions / f"{stamp}.draft"
    (draft / "marts").mkdir(parents=True)
    copy_marts(warehouse / "build" / "build.duckdb", draft)
    complete(draft)
    sync(draft)
    version = draft.rename(versions / stamp)
    switch(warehouse, version)
    forget(warehouse, kept)
    return version


def copy_marts(build: Path, folder: Path) -> None:
    """Copy schema marts, with constraints and comments, into a database that older clients read, and to Parquet."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {text(build)} as build (read_only)")
        connection.execute(f"attach {text(folder / VIEW)} as customer_view (storage_version {text(STORAGE)})")
        connection.execute("create schema customer_view.marts; use customer_view.marts")
        tables = connection.execute(
            "select table_name, sql, comment from duckdb_tables()"
            " where database_name = 'build' and schema_name = 'marts' order by table_name"
        ).fetchall()
        for table, sql, comment in tables:
            connection.execute(sql)
            connection.execute(f"insert into {name(table)} select * from build.marts.{name(table)}")
            if comment:
                connection.execute(f"comment on table {name(table)} is {text(comment)}")
        columns = connection.execute(
            "select table_name, column_name, comment from duckdb_columns()"
            " where database_name = 'build' and schema_name = 'marts' and comment is not null"
        ).fetchall()
        for table, column, comment in columns:
            connection.execute(f"comment on column {name(table)}.{name(column)} is {text(comment)}")
        for table, *_ in tables:
            file = folder / "marts" / f"{table}.parquet"
            connection.execute(f"copy {name(table)} to {text(file)} (format parquet, compression zstd)")
        connection.execute("checkpoint customer_view; use memory; detach customer_view")


def switch(warehouse: Path, version: Path) -> None:
    """Make `version` the published one: the only step that a reader can notice."""
    link(warehouse / "current", version.relative_to(warehouse))
    for path in (warehouse / stable for stable in STABLE):
        if not path.is_symlink():
            if path.exists():  # a copy that somebody brought back stays beside the new view, not in front of it
                path.rename(path.with_name(f"{path.name}.restored"))
            link(path, Path("current") / path.name)


def link(path: Path, target: Path) -> None:
    """Set a symbolic link in one step, whatever stood there before."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(path)


def forget(warehouse: Path, kept: int) -> None:
    """Delete versions beyond the `kept` newest, never the current one."""
    current = (warehouse / "current").resolve()
    whole = sorted(path for path in (warehouse / "versions").iterdir() if path.suffix != ".draft")
    for version in whole[: -max(kept, 1)]:
        if version != current:
            discard(version)


def clear(versions: Path) -> None:
    """Delete what crashed runs left behind."""
    for draft in versions.glob("*.draft"):
        shutil.rmtree(draft)


def discard(version: Path) -> None:
    """Delete a version so that a crash in between leaves a draft, not a version with holes."""
    draft = version.with_name(f"{version.name}.draft")
    shutil.rmtree(version.rename(draft))


def sync(folder: Path) -> None:
    """Bring files to the disk before anything points at them, so that a power cut leaves no hollow version."""
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def text(value: object) -> str:
    """A value as an SQL text literal."""
    return "'" + str(value).replace("'", "''") + "'"


def name(value: str) -> str:
    """An identifier in quotes."""
    return '"' + value.replace('"', '""') + '"'
