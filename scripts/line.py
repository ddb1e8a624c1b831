"""The line: land → build → fit → audit → publish, for one company, in one process. scripts/run.py calls it."""

from __future__ import annotations

import json
import logging
import os
import re
import shlex
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
from dbt_common.events.base_types import EventMsg

from audit import Audit, Validation, audit, last_profile, project_vars, write_page
from fit_value import fit_value
from generate_demo import generate
from land import InputRejected, LandingReport, StoreUnusable, land
from landing_settings import read_settings
from publish import publish
from report import Headline, headline, write_report
from transform import dbt, manifest

LOG = logging.getLogger("line")
FITTED = "stg_state__value_parameters+"  # what needs the parameters that are fitted on the rest
DEMO_CUSTOMERS = 5000
COMMON_KEYS = """
    select rules.label_en, count(*), cast(sum(keys.record_count) as bigint) as times
    from intermediate.int_identity__shared_keys as keys
    inner join seeds.match_rules as rules using (rule)
    where not keys.is_compared
    group by rules.label_en
    order by times desc, rules.label_en
"""
ID_CHANGES = """
    select change, count(distinct previous_customer_id)
    from intermediate.int_identity__customer_id_changes as changes
    anti join staging.stg_state__customer_id_changes as earlier using (previous_customer_id, change, changed_on)
    group by change
    order by change
"""


class BuildFailed(Exception):  # noqa: N818
    """dbt could not build; `sentences` say where and why, without values."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))


class AuditFailed(Exception):  # noqa: N818
    """The build is not fit to be published; `command` does it again with dbt alone."""

    def __init__(self, audited: Audit, command: str) -> None:
        self.audited = audited
        self.command = command
        super().__init__(f"{len(audited.failed)} checks failed")


@dataclass(frozen=True)
class Company:
    """What the line is asked to do: a landing folder, a warehouse folder, and the day (None: as landing.yml says)."""

    landing: Path
    warehouse: Path
    as_of: date | None = None

    @property
    def name(self) -> str:
        """The landing folder's name stands for the company."""
        return self.landing.resolve().name


@dataclass
class Progress:
    """A line for each step, with seconds; on a terminal it counts while it works."""

    out: Any = field(default_factory=lambda: sys.stdout)
    now: str = "start"
    total: int = 0
    done: int = 0
    told: float = 0

    @contextmanager
    def step(self, name: str, total: int = 0) -> Iterator[Callable[[str], None]]:
        """Show a step; the block says by the yielded function what came of it."""
        self.now, self.total, self.done, started, said = name, total, 0, time.perf_counter(), []
        self.told = started
        LOG.info("%s", name)
        self._live(f"  {name} …")
        yield said.append
        self._line(f"  {name:<9}{time.perf_counter() - started:>6.1f} s   {' '.join(said)}")

    def watch(self, event: EventMsg) -> None:
        """Count dbt's finished nodes; beyond a terminal say so every five seconds."""
        if event.info.name == "NodeFinished":
            self.done += 1
            if self.out.isatty():
                self._live(f"  {self.now} … {self.done} of {self.total}")
            elif time.perf_counter() - self.told > 5:
                self.told = time.perf_counter()
                self._line(f"  {self.now} … {self.done} of {self.total}")

    def say(self, sentence: str = "") -> None:
        """A line of its own."""
        self._line(sentence)

    def _live(self, words: str) -> None:
        if self.out.isatty():
            print(f"\r\033[K{words}", end="", file=self.out, flush=True)

    def _line(self, words: str) -> None:
        print(f"\r\033[K{words}" if self.out.isatty() else words, file=self.out, flush=True)


def run(company: Company, progress: Progress) -> None:
    """Run the line. Raises InputRejected, BuildFailed or AuditFailed; then what was published stays."""
    started, warehouse = time.perf_counter(), company.warehouse
    if not (company.landing / "landing.yml").exists() and is_demo(company.landing):
        with progress.step("generate") as said:
            said(f"{make_demo(company.landing):,} rows of a demo company")
    settings = read_settings(company.landing)
    today = datetime.now(ZoneInfo(settings.business_timezone)).date()
    as_of = company.as_of or settings.as_of or today
    variables = {"as_of_date": as_of.isoformat(), **settings.variables}
    known = {**project_vars(), **variables}
    progress.say(f"{company.name}, as of {as_of}")
    if as_of > today:
        progress.say("  This day has not come: until then it counts as if nothing happened.")
    with progress.step("land") as said:
        landed = land(company.landing, warehouse)
        said(landing_words(landed))
    for sentence in landed.sentences():
        LOG.info("%s", sentence)
    validation = Validation(warehouse / "log")  # imports its library while dbt, which uses one core, builds
    try:
        with progress.step("build", total=len(built_nodes())) as said:
            said(f"{build(warehouse, variables, progress.watch)} tables")
        with progress.step("fit") as said:
            fits = fit_value(warehouse)
            count = build_models(warehouse, variables, progress.watch, "--select", FITTED)
            said(f"{fits[0]} models fitted, {fits[1]} known; {count} tables")
        with progress.step("audit", total=len(tests())) as said:
            audited = audit(warehouse, variables, validation, progress.watch)
            facts = {"company": company.name, "as_of": as_of}
            facts["made_at"] = datetime.now(ZoneInfo(settings.business_timezone))
            write_page(audited, warehouse / "audit.html", **facts)
            said(audit_words(audited))
        if audited.failed:
            raise AuditFailed(audited, desk_command(warehouse, variables))
    finally:
        validation.close()

    def complete(draft: Path) -> None:
        write_page(audited, draft / "audit.html", **facts)
        (draft / "profile.json").write_text(last_profile(audited, as_of), encoding="utf-8")
        write_report(
            draft / "customer_view.duckdb", draft / "report.html", company=company.name, as_of=as_of,
            currency=settings.company_currency, base=known["target_base"],
        )  # fmt: skip

    with progress.step("publish") as said:
        version = publish(warehouse, complete, kept=known["kept_versions"])
        said(f"version {version.name}")
    figures = headline(version / "customer_view.duckdb", known["target_base"])
    matching = matching_words(warehouse / "build" / "build.duckdb")
    ids = id_words(warehouse / "build" / "build.duckdb")
    LOG.info("%s", matching)
    for line in summary(figures, matching, ids, audited, company, variables, time.perf_counter() - started):
        progress.say(line)


def is_demo(landing: Path) -> bool:
    """Whether this is the demo company's folder, which the project makes itself."""
    return landing.resolve() == (Path(__file__).resolve().parent.parent / "landing" / "demo")


def make_demo(landing: Path) -> int:
    """Generate the demo company, in place at once; returns its rows."""
    draft = landing.with_name(".demo.draft")
    counts = generate(draft, customers=DEMO_CUSTOMERS)
    draft.rename(landing)
    return sum(counts.values())


def build(warehouse: Path, variables: dict[str, Any], watch: Callable[[EventMsg], None] | None = None) -> int:
    """Build in a new database what needs no fitted parameters; returns how many tables. Raises BuildFailed."""
    for old in (warehouse / "build").glob("build.duckdb*"):
        old.unlink()
    return build_models(warehouse, variables, watch, "--exclude", FITTED)


def build_models(
    warehouse: Path, variables: dict[str, Any], watch: Callable[[EventMsg], None] | None, *selection: str
) -> int:
    """Build the seeds and models of dbt's selection; returns how many. Raises BuildFailed."""
    result = dbt("build", warehouse, variables, *selection, watch=watch)
    if result.exception is not None:
        raise result.exception
    broken = [node for node in result.result if node.status in ("error", "fail")]
    if broken or not result.success:
        skipped = sum(node.status == "skipped" for node in result.result)
        after = [f"{skipped} tables that need it were not built."] if skipped else []
        raise BuildFailed([f"{node.node.name}: {without_values(node.message)}" for node in broken[:5]] + after)
    return len(result.result)


def built_nodes() -> list[str]:
    """Ids of seeds and models."""
    return [key for key, node in manifest().nodes.items() if node.resource_type in ("model", "seed")]


def tests() -> list[str]:
    """Ids of dbt's data tests."""
    return [key for key, node in manifest().nodes.items() if node.resource_type == "test"]


def without_values(message: str) -> str:
    """The first lines of a database's message, with every quoted value left out."""
    words = message.strip()
    if not words.startswith("Compilation Error"):
        words = re.sub(r"'[^']*'|\"[^\"]*\"", "…", words)
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return " ".join(lines[:3])[:400]


def landing_words(landed: LandingReport) -> str:
    """What landed, in a few words."""
    new = landed.deliveries
    aside = sum(delivery.quarantined_line_count for delivery in new)
    words = f"{many(len(new), 'new file')}, {many(sum(delivery.row_count for delivery in new), 'row')}"
    words += f", {many(aside, 'line')} set aside" if aside else ""
    words += f"; {many(len(landed.known_files), 'file')} known" if landed.known_files else ""
    unknown = ", ".join(landed.unknown_files[:3]) + (", …" if len(landed.unknown_files) > 3 else "")
    return words + (f"; not read (see log): {unknown}" if unknown else "")


def many(count: int, word: str) -> str:
    """A count with its word: 1 file, 1,200 files."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def audit_words(audited: Audit) -> str:
    """What the audit found, in a few words."""
    words = f"{audited.passed_count} of {len(audited.checks)} checks passed"
    words += f", {many(len(audited.remarks), 'remark')}" if audited.remarks else ""
    return words + (f", {len(audited.failed)} failed" if audited.failed else "")


def matching_words(build_file: Path) -> str:
    """How many pairs of records were compared, and what was too common to find anybody by; no value itself."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        [(pair_count,)] = connection.execute("select count(*) from intermediate.int_identity__pairs").fetchall()
        common = connection.execute(COMMON_KEYS).fetchall()
    words = f"{many(pair_count, 'pair')} of records compared"
    named = [f"{label} {many(keys, 'value')} ({times:,} times)" for label, keys, times in common[:3]]
    named += [f"{many(len(common) - 3, 'more rule')}"] if len(common) > 3 else []
    return words + (f"; too common to compare by: {', '.join(named)}" if named else "")


def id_words(build_file: Path) -> str:
    """How many customer ids of the last published view changed, and how; '' where none was published."""
    with duckdb.connect(str(build_file), read_only=True) as connection:
        [(known,)] = connection.execute(
            "select count(distinct customer_id) from staging.stg_state__customer_records"
        ).fetchall()
        changes = connection.execute(ID_CHANGES).fetchall()
    words = ", ".join(f"{count:,} {change}" for change, count in changes)
    return f"of {known:,} published before, {words or 'none changed'}" if known else ""


def summary(
    figures: Headline,
    matching: str,
    ids: str,
    audited: Audit,
    company: Company,
    variables: dict[str, Any],
    seconds: float,
) -> list[str]:
    """The closing words: figures only, no person."""
    currency, warehouse = variables["company_currency"], shown(company.warehouse)
    share = (
        "no positive revenue in the last 12 months"
        if figures.existing_share is None
        else (
            f"{figures.existing_share:.1%} of the last 12 months' revenue"
            f" (target above {figures.target_share:.0%}: {'met' if figures.is_target_met else 'missed'})"
        )
    )
    unrated = figures.unconverted_count
    return [
        "",
        f"Published in {seconds:.1f} s.",
        f"  Customers    {figures.customer_count:,} of {figures.record_count:,} records;"
        f" {many(figures.existing_count, 'existing customer')}",
        f"  Matching     {matching}",
        *([f"  Ids          {ids}"] if ids else []),
        f"  Revenue      {figures.total_amount:,.2f} {currency} in all,"
        f" {figures.year_amount:,.2f} in the last 12 months,"
        f" {figures.unidentified_amount:,.2f} of it unidentified"
        + (f", {many(unrated, 'event')} without an exchange rate" if unrated else ""),
        f"  Existing     {share}",
        f"  Audit        {audit_words(audited)}",
        f"  Quarantine   {many(figures.quarantined_line_count, 'line')} set aside,"
        f" {many(figures.emptied_field_count, 'field')} emptied",
        f"  Result       {warehouse / 'customer_view.duckdb'}, marts/*.parquet, report.html, audit.html",
        f"  At the desk  {desk_command(warehouse, variables)}",
    ]


def shown(path: Path) -> Path:
    """A path as short as it can be said from here."""
    here = Path(os.path.relpath(path))
    return path if here.parts[:1] == ("..",) else here


def desk_command(warehouse: Path, variables: dict[str, Any]) -> str:
    """The command that builds the same with dbt alone."""
    defaults = project_vars()
    changed = {key: value for key, value in variables.items() if defaults.get(key) != value}
    words = f"WAREHOUSE={shlex.quote(str(shown(warehouse)))} .venv/bin/dbt build"
    if changed:
        words += " --vars " + shlex.quote(json.dumps(changed))
    return words


__all__ = ["AuditFailed", "BuildFailed", "Company", "InputRejected", "Progress", "StoreUnusable", "run"]
