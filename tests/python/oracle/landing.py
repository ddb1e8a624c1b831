"""What has landed: rows of canonical CSV, newest version of a key, exchange rates."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

Row = dict[str, str]
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Landing:
    """The rows of one landing folder, in the order of landing."""

    folder: Path

    def rows(self, entity: str) -> list[Row]:
        """All rows of an entity, deliveries in the order of their file names, numbered as `delivery`."""
        found: list[Row] = []
        for number, path in enumerate(sorted((self.folder / entity).glob("*.csv"))):
            with path.open(encoding="utf-8", newline="") as file:
                found += [row | {"delivery": f"{number:03}"} for row in csv.DictReader(file)]
        return found

    def newest(self, entity: str, *key: str, version: str = "") -> list[Row]:
        """The newest row of each key: the highest version, among equal ones the last landed."""
        return newest(self.rows(entity), *key, version=version)


def newest(rows: Iterable[Row], *key: str, version: str = "") -> list[Row]:
    """The newest of each key among rows in the order of landing."""
    kept: dict[tuple[str, ...], Row] = {}
    for row in rows:
        name = tuple(row[k] for k in key)
        if name not in kept or not version or moment(row[version]) >= moment(kept[name][version]):
            kept[name] = row
    return list(kept.values())


class Rates:
    """Exchange rates to the company's currency."""

    def __init__(self, landing: Landing, company_currency: str) -> None:
        self.company_currency = company_currency
        self.known: dict[str, dict[date, Decimal]] = {}
        for row in landing.rows("company/exchange_rates"):
            rates = self.known.setdefault(row["currency"], {})
            rates[day(row["rate_date"])] = Decimal(row["rate_to_company_currency"])

    def convert(self, amount: Decimal, currency: str, on: date) -> Decimal | None:
        """The amount in company currency, half up to cents; None without a rate by then."""
        if currency == self.company_currency:
            return cents(amount)
        past = [d for d in self.known.get(currency, {}) if d <= on]
        return cents(amount * self.known[currency][max(past)]) if past else None


def cents(amount: Decimal) -> Decimal:
    """Half up, that is away from zero."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def day(text: str) -> date:
    """The date of a date or timestamp."""
    return date.fromisoformat(text[:10])


def maybe_day(text: str | None) -> date | None:
    """The date, if there is one."""
    return day(text) if text else None


def moment(text: str) -> datetime:
    """A timestamp."""
    return datetime.fromisoformat(text)
