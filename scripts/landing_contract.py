"""The landing contract as data: which entities, columns, types, codes and keys a landing folder may hold.

It stands in one place, the dbt source ymls (models/staging/<source>/_<source>__sources.yml): a column's
`config.meta` says what scripts/land.py checks, a column without it is written by land itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parent.parent
SOURCES = ("shop", "contracts", "broker", "support", "newsletter", "company")
TYPES = {
    "text", "code", "currency", "country", "record", "boolean", "integer", "decimal", "date", "timestamp", "month",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column of an entity.

    `type` is one of TYPES; `codes` the allowed values of a code; `is_past`: may not lie after the landing;
    `minimum`, `maximum` (inclusive) and `above` (exclusive) bound numbers, `digits` the places before the point.
    """

    name: str
    type: str
    codes: tuple[str, ...] = ()
    is_required: bool = False
    is_key: bool = False
    is_version: bool = False
    is_past: bool = False
    minimum: int | None = None
    maximum: int | None = None
    above: int | None = None
    digits: int = 14


@dataclass(frozen=True)
class Entity:
    """What one file holds; of the columns in `one_of` every row needs at least one."""

    source: str
    name: str
    columns: tuple[Column, ...]
    one_of: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.source}/{self.name}"

    @property
    def table(self) -> str:
        """The raw table, inside the raw store."""
        return f"raw_{self.source}.{self.name}"

    @property
    def names(self) -> list[str]:
        """Names of all columns, in the contract's order."""
        return [column.name for column in self.columns]

    @property
    def key(self) -> list[str]:
        """Columns that tell two rows of one file apart: the key, and the version where there is one."""
        return [column.name for column in self.columns if column.is_key or column.is_version]


@cache
def landing_contract() -> dict[tuple[str, str], Entity]:
    """Read every entity of every source: {(source, entity): Entity}. Raises ValueError on a bad yml."""
    return {(source, table["name"]): _entity(source, table) for source in SOURCES for table in source_tables(source)}


def source_tables(source: str) -> list[dict[str, Any]]:
    """The tables of one dbt source, as its yml has them."""
    path = PROJECT / "models" / "staging" / source / f"_{source}__sources.yml"
    return read_yml(path)["sources"][0]["tables"]


def read_yml(path: Path) -> dict[str, Any]:
    """A yml of this project, by the fast loader where there is one."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


def _entity(source: str, table: dict[str, Any]) -> Entity:
    columns = tuple(
        _column(column["name"], dict(column["config"]["meta"])) for column in table["columns"] if "config" in column
    )
    one_of = tuple(table.get("config", {}).get("meta", {}).get("one_of", ()))
    return Entity(source, table["name"], columns, one_of)


def _column(name: str, meta: dict[str, Any]) -> Column:
    flags = {f"is_{flag}": meta.pop(flag, False) for flag in ("required", "key", "version", "past")}
    if meta["type"] not in TYPES or (meta["type"] == "code") != ("codes" in meta):
        raise ValueError(f"the landing contract of column {name} names no known type, or codes without one")
    return Column(name, meta.pop("type"), tuple(map(str, meta.pop("codes", ()))), **flags, **meta)
