"""Audit a build before anybody sees it: dbt's tests, and Great Expectations at both borders; one page tells the result.

Great Expectations judges small profiles in a process of its own (validate.py), started early because importing it takes
longer than its work. The page and all messages name tables, counts and keys, never a person.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import yaml
from dbt_common.events.base_types import EventMsg

import pages
from profiles import profile, set_aside
from publish import name, text
from transform import dbt, manifest

PROJECT = Path(__file__).resolve().parent.parent
CLAIMS = pages.TEMPLATES / "claims.yml"
# Columns whose values may be shown as an example: keys and codes, nothing that tells of a person.
SHOWABLE = re.compile(
    r"(^|_)(id|key|number|count|month|status|kind|source|entity|scope|definition|rule|ruling|segment|code|change)(_[ab])?$"
)
PARAMETERS = (
    *("max_quarantined_share", "max_emptied_share", "max_delivery_age_days", "max_null_share_rise"),
    "max_row_loss_share",
)


@dataclass(frozen=True)
class Check:
    """One check, in words. `status` is passed, remark or failed; `count` says how many rows fail."""

    border: str  # delivered, built or published
    subject: str  # table or profile
    en: str
    de: str
    status: str
    count: int = 0
    keys: tuple[str, ...] = ()
    do_en: str = ""
    do_de: str = ""
    technical: str = ""


@dataclass
class Audit:
    """All checks of one build, the profiles they judged, and what was set aside on landing, by reason."""

    checks: list[Check] = field(default_factory=list)
    profiles: dict[str, Any] = field(default_factory=dict)
    set_aside: list[list[Any]] = field(default_factory=list)

    @property
    def failed(self) -> list[Check]:
        """What stops publishing."""
        return [check for check in self.checks if check.status == "failed"]

    @property
    def remarks(self) -> list[Check]:
        """What is worth a look and stops nothing."""
        return [check for check in self.checks if check.status == "remark"]

    @property
    def passed_count(self) -> int:
        """How many checks hold."""
        return sum(check.status == "passed" for check in self.checks)

    def sentences(self, limit: int = 8) -> list[str]:
        """The failures, for one screen."""
        said = []
        for check in self.failed[:limit]:
            example = f", for example {check.keys[0]}" if check.keys else ""
            rows = (
                f"{check.count:,} {'row fails' if check.count == 1 else 'rows fail'}{example}"
                if check.count
                else "It could not be judged"
            )
            said.append(f"{check.subject}: {check.en} {rows}.")
        if len(self.failed) > limit:
            said.append(f"… and {len(self.failed) - limit} more checks.")
        return said


class Validation:
    """Great Expectations at work in a process of its own: started at once, asked once."""

    def __init__(self, log: Path) -> None:
        log.mkdir(parents=True, exist_ok=True)
        self._log = (log / "validate.log").open("w", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("validate.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True,
        )  # fmt: skip

    def ask(self, profiles: dict[str, Any], parameters: dict[str, Any]) -> list[dict[str, Any]]:
        """Judge the profiles. Raises RuntimeError when the process broke."""
        answer, _ = self._process.communicate(json.dumps({"profiles": profiles, "parameters": parameters}))
        if self._process.returncode:
            raise RuntimeError(f"Great Expectations could not run; see {self._log.name}")
        return json.loads(answer)

    def close(self) -> None:
        """Stop the process when nobody asks any more."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._log):
            stream.close()


def audit(
    warehouse: Path,
    variables: dict[str, Any],
    validation: Validation,
    watch: Callable[[EventMsg], None] | None = None,
) -> Audit:
    """Run every check on build/build.duckdb. Raises RuntimeError when dbt or Great Expectations break down."""
    result = dbt("test", warehouse, variables, "--exclude-resource-type", "unit_test", watch=watch)
    if result.exception is not None:
        raise result.exception
    last = warehouse / "current" / "profile.json"
    as_of = date.fromisoformat(variables["as_of_date"])
    profiles = profile(warehouse, as_of, json.loads(last.read_text(encoding="utf-8")) if last.exists() else {})
    known = {**project_vars(), **variables}
    findings = validation.ask(profiles, {parameter: known[parameter] for parameter in PARAMETERS})
    checks = [*map(expectation_check, findings), *dbt_checks(warehouse, result.result)]
    return Audit(checks, profiles, set_aside(warehouse)["rows"])


def project_vars() -> dict[str, Any]:
    """The vars of dbt_project.yml."""
    return yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]


def expectation_check(finding: dict[str, Any]) -> Check:
    """What Great Expectations found, in words."""
    meta = finding["meta"]
    unmet = "failed" if finding["severity"] == "critical" or finding["error"] else "remark"
    return Check(
        border="delivered" if finding["suite"].startswith("delivered") else "published",
        subject=finding["suite"],
        en=meta["en"], de=meta["de"],
        status="passed" if finding["is_met"] else unmet,
        count=finding["count"],
        keys=tuple(finding["keys"]),
        do_en=meta["do_en"], do_de=meta["do_de"],
        technical=f"Great Expectations: {finding['expectation']} {finding['error'] or ''}",
    )  # fmt: skip


def dbt_checks(warehouse: Path, results: Iterable[Any]) -> list[Check]:
    """What dbt's tests found, in words; failing ones with counts and keys of failing rows."""
    german = yaml.safe_load(CLAIMS.read_text(encoding="utf-8"))
    checks = []
    with duckdb.connect() as connection:
        connection.execute(f"attach {text(warehouse / 'raw.duckdb')} as raw (read_only)")
        connection.execute(f"attach {text(warehouse / 'build' / 'build.duckdb')} as build (read_only); use build")
        for result in results:
            node, status = result.node, str(result.status)
            en, de = claim(node, german["singular"])
            outcome = {"pass": "passed", "warn": "remark"}.get(status, "failed")
            advice = german["advice"].get(node.name, {"de": german["do_de"], "en": german["do_en"]})
            compiled = (node.compiled_path or "").split("/compiled/")[-1]
            checks.append(Check(
                border="built", subject=subject(node), en=en, de=de, status=outcome,
                count=int(result.failures or 0),
                keys=() if outcome == "passed" else example_keys(connection, node),
                do_en=advice["en"] if outcome != "passed" else "",
                do_de=advice["de"] if outcome != "passed" else "",
                technical=f"dbt: {node.name}" + ("" if outcome == "passed" else f", log/dbt/compiled/{compiled}"),
            ))  # fmt: skip
    return checks


def subject(node: Any) -> str:
    """The table a test speaks of; of several the one furthest to the right."""
    if getattr(node, "attached_node", None):
        return node.attached_node.split(".")[-1]
    near = [manifest().nodes.get(key) or manifest().sources[key] for key in node.depends_on.nodes]
    order = {"marts": 0, "intermediate": 1, "staging": 2}
    return min(near, key=lambda table: (order.get(table.schema, 3), table.name)).name if near else node.name


def claim(node: Any, german: dict[str, str]) -> tuple[str, str]:
    """What a test claims, in English and German."""
    test = getattr(node, "test_metadata", None)
    if test is None:
        words = node.name.removeprefix("assert_").replace("_", " ")
        english = f"{words[0].upper()}{words[1:]}."
        return english, german.get(node.name, english)
    given = test.kwargs
    column = given.get("column_name")
    match test.name:
        case "unique":
            return f"{column}: no value stands twice.", f"{column}: Kein Wert kommt doppelt vor."
        case "not_null":
            return f"{column}: never empty.", f"{column}: nie leer."
        case "accepted_values":
            values = ", ".join(map(str, given["values"]))
            return f"{column}: only {values}.", f"{column}: nur {values}."
        case "relationships":
            to = re.sub(r".*\(['\"]|['\"].*", "", given["to"].split(",")[-1])
            return (
                f"{column}: every value exists in {to}.{given['field']}.",
                f"{column}: Jeder Wert existiert in {to}.{given['field']}.",
            )
        case "is_key":
            parts = ", ".join([*given["columns"], *given.get("optional_columns", [])])
            return (
                f"{parts}: no row stands twice, none without key.",
                f"{parts}: keine Zeile doppelt, keine ohne Schlüssel.",
            )
        case other:
            words = f"{other.replace('_', ' ')} {column or ''}".strip() + "."
            return words, words


def example_keys(connection: duckdb.DuckDBPyConnection, node: Any) -> tuple[str, ...]:
    """Up to three failing rows by their keys and codes; nothing that tells of a person."""
    test = getattr(node, "test_metadata", None)
    column = test.kwargs.get("column_name") if test else None
    try:
        if test is not None and test.name == "not_null":
            return _keys_of_empty(connection, node, column)
        # no limit in the query: with one, DuckDB 2.0 may wait for ever for what it no longer needs
        result = connection.execute(node.compiled_code)
    except duckdb.Error:
        return ()
    names = [part[0] for part in result.description]
    shown = [
        at
        for at, part in enumerate(names)
        if SHOWABLE.search(column if part in ("unique_field", "value_field", "from_field") and column else part)
    ]
    return tuple(", ".join(f"{names[at]} {row[at]}" for at in shown) for row in result.fetchmany(3) if shown)


def _keys_of_empty(connection: duckdb.DuckDBPyConnection, node: Any, column: str) -> tuple[str, ...]:
    table = manifest().nodes[node.attached_node]
    keys = [key for key in table.columns if key.endswith(("_id", "_key", "_number", "month")) and key != column][:2]
    if not keys:
        return ()
    found = connection.execute(
        f"select {', '.join(map(name, keys))} from {table.schema}.{name(table.alias)}"
        f" where {name(column)} is null limit 3"
    ).fetchall()
    return tuple(", ".join(f"{key} {value}" for key, value in zip(keys, row, strict=True)) for row in found)


def german_reason(english: str, patterns: dict[str, str]) -> str:
    """Why a line was set aside, in German; a sentence that no pattern fits stays as it is."""
    found = (re.sub(pattern, words, english) for pattern, words in patterns.items() if re.fullmatch(pattern, english))
    return next(found, english)


def write_page(audited: Audit, path: Path, *, company: str, as_of: date, made_at: datetime) -> None:
    """Write audit.html in one step."""
    patterns = yaml.safe_load(CLAIMS.read_text(encoding="utf-8"))["reasons"]
    groups = [
        (border, [check for check in audited.checks if check.border == border])
        for border in ("delivered", "built", "published")
    ]
    pages.write(
        path,
        "audit.html.jinja",
        audit=audited, groups=groups, company=company, as_of=as_of, made_at=made_at,
        german_reason=partial(german_reason, patterns=patterns),
    )  # fmt: skip


def last_profile(audited: Audit, as_of: date) -> str:
    """What the next audit compares with, as JSON."""
    return json.dumps({"as_of": as_of.isoformat(), "profiles": audited.profiles})
