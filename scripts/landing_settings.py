"""What landing.yml says of a company: currency, time zone, day, rules, and the layout of each source's files."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

from landing_contract import PROJECT, SOURCES, read_yml

ENCODINGS = {
    "utf-8": "utf-8-sig", "utf-16": "utf-16", "latin-1": "latin-1", "iso-8859-1": "latin-1",
    "iso-8859-15": "iso-8859-15", "cp1252": "cp1252", "windows-1252": "cp1252",
}  # fmt: skip
COMPANY = {"currency": "company_currency", "timezone": "business_timezone"}
LAYOUT_KEYS = ("layout", "encoding", "delimiter", "decimals", "timezone", "currency")
LAYOUTS = ("canonical",)
MAX_WHOLE = 1_000_000
DIVISORS = {  # of models: 0 would end in no number at all
    "data_half_life_days", "full_tenure_days", "occasion_window_days", "risk_bin_count", "risk_prior_count",
    "value_nodes", "value_period_days",
}  # fmt: skip
CHOICES = {
    "existing_customer_definition": ("repeat_or_contract", "existing_or_loyal", "any_purchase", "repeat_only"),
    "loyal_contract_rule": ("tenure", "tenure_and_occasion"),
    "target_base": ("total", "identified"),
}


class InputRejected(Exception):  # noqa: N818
    """What was delivered cannot be used; `sentences` say file, place, why and what to do, and no personal value."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = list(sentences)
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True)
class Layout:
    """How one source writes its files.

    `decimals` is english (1,234.50) or german (1.234,50); without it, 1,234 alone is taken for no number.
    `timezone` is the zone of times that name none; `currency` fills an empty currency column.
    """

    layout: str = "canonical"
    encoding: str = "utf-8"
    delimiter: str = ","
    decimals: str | None = None
    timezone: str = "Europe/Berlin"
    currency: str | None = None

    @property
    def codec(self) -> str:
        """Python's name of the encoding."""
        return ENCODINGS[self.encoding]


@dataclass(frozen=True)
class Settings:
    """A company's settings; `variables` are vars of the dbt project, `rules` those that landing.yml overrides."""

    company_currency: str
    business_timezone: str
    as_of: date | None = None
    rules: dict[str, Any] = field(default_factory=dict)
    layouts: dict[str, Layout] = field(default_factory=dict)
    max_quarantined_share: float = 0.02
    max_quarantined_rows: int = 10

    @property
    def variables(self) -> dict[str, Any]:
        """What dbt must be told with --vars; the day is the caller's to choose."""
        return {
            **self.rules,
            "company_currency": self.company_currency,
            "business_timezone": self.business_timezone,
        }


def read_settings(landing: Path) -> Settings:
    """Read landing.yml, or take the project's defaults without one. Raises InputRejected on anything unknown."""
    said, problems = _read(landing / "landing.yml"), []
    defaults = read_yml(PROJECT / "dbt_project.yml")["vars"]
    _known(said, ("company", "as_of", "rules", "sources"), "", problems)
    company = _mapping(said, "company", problems)
    _known(company, COMPANY, "company: ", problems)
    rules = _mapping(said, "rules", problems)
    _check_rules(rules, defaults, problems)
    chosen = {var: str(company.get(key, defaults[var])) for key, var in COMPANY.items()}
    sources = _mapping(said, "sources", problems)
    _known(sources, SOURCES, "sources: ", problems)
    layouts = {
        source: _layout(source, _mapping(sources, source, problems), chosen["business_timezone"], problems)
        for source in SOURCES
    }
    zones = {chosen["business_timezone"], *(layout.timezone for layout in layouts.values())}
    zones -= {defaults["business_timezone"]}
    problems += [f"timezone {zone!r} is no zone such as Europe/Berlin." for zone in _unknown_zones(zones)]
    currencies = {chosen["company_currency"]} | {layout.currency for layout in layouts.values()} - {None}
    problems += [
        f"currency {currency!r} is no code of three capital letters such as EUR."
        for currency in currencies
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper())
    ]
    as_of = _day(said.get("as_of"), problems)
    if problems:
        raise InputRejected(f"landing.yml: {problem}" for problem in problems)
    limits = {key: rules.get(key, defaults[key]) for key in ("max_quarantined_share", "max_quarantined_rows")}
    return Settings(**chosen, as_of=as_of, rules=rules, layouts=layouts, **limits)


def fingerprint(layout: Layout, settings: Settings) -> str:
    """What a file's rows depend on beside the file; when it changes, the file is landed anew."""
    return repr((sorted(asdict(layout).items(), key=str), settings.business_timezone))


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" (line {mark.line + 1})" if mark else ""
        raise InputRejected([f"landing.yml: this is no readable YAML{place}. Correct it or take it away."]) from error
    if not isinstance(said, dict | None):
        raise InputRejected(["landing.yml: it must hold keys such as company: and sources:, nothing else."])
    return said or {}


def _mapping(said: dict[str, Any], key: str, problems: list[str]) -> dict[str, Any]:
    value = said.get(key) or {}
    if not isinstance(value, dict):
        problems.append(f"{key} must hold keys with values, one per line.")
        return {}
    return value


def _known(said: Iterable[Any], known: Iterable[str], place: str, problems: list[str]) -> None:
    for key in said:
        if key not in known:
            near = difflib.get_close_matches(str(key), list(known), 1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Known are {', '.join(known)}."
            problems.append(f"{place}{key!r} is no known key. {hint}")


def _check_rules(rules: dict[str, Any], defaults: dict[str, Any], problems: list[str]) -> None:
    _known(rules, defaults, "rules: ", problems)
    for name, value in rules.items():
        default = defaults.get(name)
        if name in ("as_of_date", *COMPANY.values()):
            problems.append(f"rules: {name} is set by as_of or under company, not here.")
        elif isinstance(default, bool) or isinstance(value, bool):
            if name in defaults and type(default) is not type(value):
                problems.append(f"rules: {name} must be of the same kind as its default, {default!r}.")
        elif isinstance(default, int | float) and not isinstance(value, int | float):
            problems.append(f"rules: {name} must be a number.")
        elif isinstance(value, float) and not math.isfinite(value):
            problems.append(f"rules: {name} must be a finite number.")
        elif isinstance(default, int) and value != int(value):
            problems.append(f"rules: {name} must be a whole number.")
        elif isinstance(default, int) and not 0 <= value <= MAX_WHOLE:
            problems.append(f"rules: {name} must lie between 0 and {MAX_WHOLE:,}.")
        elif name in DIVISORS and not value:
            problems.append(f"rules: {name} must be at least 1.")
        elif isinstance(default, str) and not isinstance(value, str):
            problems.append(f"rules: {name} must be a word such as {default!r}.")
        elif name in CHOICES and value not in CHOICES[name]:
            problems.append(f"rules: {name} must be one of {', '.join(CHOICES[name])}.")


def _layout(source: str, said: dict[str, Any], business_timezone: str, problems: list[str]) -> Layout:
    place = f"sources: {source}: "
    _known(said, LAYOUT_KEYS, place, problems)
    said = {key: str(value) for key, value in said.items() if key in LAYOUT_KEYS and value is not None}
    layout = Layout(**{"timezone": business_timezone, **said})
    layout = Layout(**{**asdict(layout), "encoding": layout.encoding.lower().replace("_", "-")})
    for key, value, known in (
        ("layout", layout.layout, LAYOUTS),
        ("encoding", layout.encoding, ENCODINGS),
        ("decimals", layout.decimals or "english", ("english", "german")),
    ):
        if value not in known:
            problems.append(f"{place}{key} {value!r} is not known. Known are {', '.join(known)}.")
    if len(layout.delimiter) != 1 or not layout.delimiter.isascii() or layout.delimiter in '"\r\n\0':
        problems.append(f"{place}delimiter must be one character, and no quote or line break.")
    return layout


def _unknown_zones(zones: Iterable[str]) -> list[str]:
    if not zones:
        return []
    with duckdb.connect() as connection:
        known = {name for (name,) in connection.execute("select name from pg_timezone_names()").fetchall()}
    return sorted(set(zones) - known)


def _day(said: object, problems: list[str]) -> date | None:
    try:
        return date.fromisoformat(str(said)) if said is not None else None
    except ValueError:
        problems.append("as_of must be a date such as 2026-06-30.")
        return None
