"""Contracts by brute force: who delivers what, when it ends, what continues what, what it accrues."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from oracle.landing import Landing, Row, day, maybe_day, moment, newest

PAYMENT_MONTHS = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
GAP_DAYS = 31


@dataclass
class Contract:
    """One delivered contract; `versions` are (known at, row), the last one in force on a day counts."""

    key: str
    source: str
    record: str
    customer: str | None
    number: str
    row: Row
    is_own: bool
    known_at: datetime
    start: date
    end: date | None
    versions: list[tuple[datetime, Row]]
    left_out_by: str | None = None
    predecessor: str | None = None
    chain: str = ""
    is_loss_end: bool = False
    charges: list[Row] = field(default_factory=list)

    @property
    def is_counted(self) -> bool:
        """A contract of this company, neither offer nor void, that speaks for its number."""
        return self.left_out_by is None

    def terms_on(self, on: date) -> Row:
        """The version in force: the latest by then, else the first."""
        known = [row for at, row in self.versions if at.date() <= on]
        return known[-1] if known else self.versions[0][1]

    def due_dates(self, as_of: date) -> list[date]:
        """Due dates of the premium up to `as_of`, by asking each month since the start."""
        found = []
        months = 0
        while (due := add_months(self.start, months)) <= as_of:
            terms = self.terms_on(due)
            every = PAYMENT_MONTHS.get(terms["premium_frequency"])
            is_due = months % every == 0 if every else terms["premium_frequency"] == "single" and months == 0
            lives = self.end is None or due < self.end
            if is_due and lives and terms["premium_amount"] and terms["status"] != "premium_free":
                found.append(due)
            months += 1
        return found


def contracts(landing: Landing, customers: dict[str, str]) -> dict[str, Contract]:
    """All delivered contracts by key, judged and linked."""
    found = _of_contract_system(landing, customers) + _of_brokers(landing, customers)
    _judge(found)
    by_key = {c.key: c for c in found}
    _link(by_key)
    for charge in newest(landing.rows("contracts/charges"), "charge_id"):
        owner = find(by_key, charge["contract_id"])
        if owner:
            owner.charges.append(charge)
    return by_key


def find(by_key: dict[str, Contract], contract_id: str) -> Contract | None:
    """The contract that an id means: the contract system's own, else the one that speaks for the number."""
    if f"contracts:{contract_id}" in by_key:
        return by_key[f"contracts:{contract_id}"]
    same = [c for c in by_key.values() if c.is_own and c.number and c.number == number(contract_id)]
    return min(same, key=_voice) if same else None


def number(text: str) -> str:
    """A contract number as it is compared."""
    return "".join(c for c in text.upper() if c.isalnum())


def add_months(start: date, months: int) -> date:
    """So many months later, month ends clipped."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def amount(row: Row) -> Decimal:
    """The premium that a version names."""
    return Decimal(row["premium_amount"])


def _of_contract_system(landing: Landing, customers: dict[str, str]) -> list[Contract]:
    rows = landing.rows("contracts/contracts")
    versions: dict[str, list[Row]] = {}
    for row in newest(rows, "contract_id", "updated_at"):
        versions.setdefault(row["contract_id"], []).append(row)
    found = []
    for contract_id, known in versions.items():
        known.sort(key=lambda row: moment(row["updated_at"]))
        row = known[-1]
        if row["cancellation_effective_date"]:
            end = day(row["cancellation_effective_date"])
        elif row["auto_renews"] == "true" and row["status"] != "ended":
            end = None
        elif row["end_date"]:
            end = day(row["end_date"])
        else:
            end = day(row["updated_at"]) if row["status"] == "ended" else None
        record = f"contracts:{row['holder_id']}"
        found.append(
            Contract(
                key=f"contracts:{contract_id}",
                source="contracts",
                record=record,
                customer=customers.get(record),
                number=number(contract_id),
                row=row,
                is_own=True,
                known_at=moment(row["updated_at"]),
                start=day(row["start_date"]),
                end=end,
                versions=[(moment(v["updated_at"]), v) for v in known],
            )
        )
    return found


def _of_brokers(landing: Landing, customers: dict[str, str]) -> list[Contract]:
    rows = landing.rows("broker/contracts")
    full = {
        (row["broker_id"], row["delivery_id"]): moment(row["delivered_at"])
        for row in rows
        if row["delivery_kind"] == "full"
    }
    keys = dict.fromkeys((row["broker_id"], row["broker_contract_id"]) for row in rows)
    found = []
    for broker, own_id in keys:
        known = [r for r in rows if (r["broker_id"], r["broker_contract_id"]) == (broker, own_id)]
        known.sort(key=lambda row: moment(row["delivered_at"]))
        row = known[-1]
        seen = moment(row["delivered_at"])
        end = maybe_day(row["end_date"])
        if end is None and row["status"] == "ended":
            end = seen.date()
        gone = [at.date() for (b, _), at in full.items() if b == broker and at > seen]
        record = f"broker:{broker}/{row['client_id']}"
        found.append(
            Contract(
                key=f"broker:{broker}/{own_id}",
                source="broker",
                record=record,
                customer=customers.get(record),
                number=number(row["contract_id"]),
                row=row,
                is_own=row["is_own"] == "true",
                known_at=seen,
                start=day(row["start_date"]),
                end=min([*gone, *([end] if end else [])], default=None),
                versions=[(moment(v["delivered_at"]), v) for v in known],
            )
        )
    return found


def _voice(contract: Contract) -> tuple[bool, float, int, str]:
    """The contract system before brokers, then who spoke last."""
    spoken = -contract.known_at.timestamp(), -int(contract.row["delivery"])
    return contract.source == "broker", *spoken, contract.key


def _judge(found: list[Contract]) -> None:
    for contract in found:
        if not contract.is_own:
            contract.left_out_by = "held_elsewhere"
        elif contract.row["status"] in {"offer", "void"}:
            contract.left_out_by = {"offer": "offer", "void": "void_contract"}[contract.row["status"]]
        elif contract.source == "broker" and contract.number:
            rivals = [c for c in found if c.is_own and c.number == contract.number]
            if min(rivals, key=_voice) is not contract:
                contract.left_out_by = "delivered_twice"


def _link(by_key: dict[str, Contract]) -> None:
    named: dict[str, str] = {}
    for contract in by_key.values():
        meant = find(by_key, contract.row.get("predecessor_contract_id") or "")
        if meant and meant.is_counted and contract.is_counted and meant.customer == contract.customer:
            named[contract.key] = meant.key
    groups = _groups(by_key, named)
    for group in groups:
        runs_in_circle = any(_comes_back(key, named) for key in group)
        for key in group:
            by_key[key].chain = key if runs_in_circle else min(group)
            by_key[key].predecessor = None if runs_in_circle else named.get(key)
    for contract in by_key.values():
        taken_over = any(
            c.predecessor == contract.key and contract.end and (c.start - contract.end).days <= GAP_DAYS
            for c in by_key.values()
        )
        is_technical = contract.row.get("is_technical_cancellation") == "true"
        contract.is_loss_end = contract.end is not None and not is_technical and not taken_over


def _comes_back(key: str, named: dict[str, str]) -> bool:
    """Whether following the predecessors from a contract leads back to it."""
    step = named.get(key)
    for _ in named:
        if step is None or step == key:
            break
        step = named.get(step)
    return step == key


def _groups(by_key: dict[str, Contract], named: dict[str, str]) -> list[set[str]]:
    """What hangs together by links: merge groups link by link."""
    group_of = {key: {key} for key in by_key}
    for key, other in named.items():
        merged = group_of[key] | group_of[other]
        for member in merged:
            group_of[member] = merged
    return list({id(g): g for g in group_of.values()}.values())
