"""Revenue by brute force: every amount and its fate, purchases, classes, shares, definitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from oracle.contracts import Contract, amount, contracts
from oracle.landing import Landing, Rates, Row, day, moment
from oracle.statuses import Contract as StatusContract
from oracle.statuses import History, Rules, daily_statuses

DEFINITIONS = ("order_rank", "purchase_day", "first_month", "status")
TRUSTED_AFTER_MONTHS = 12


@dataclass
class Item:
    """One amount: an event, or left out by a rule. `class_*` say as of when the customer is judged."""

    key: str
    source: str
    kind: str
    customer: str | None
    at: datetime
    class_at: datetime
    class_key: str
    original: Decimal
    currency: str
    amount: Decimal | None
    left_out_by: str | None
    is_estimated: bool = False
    order: str | None = None


def is_existing(definition: str, status: str, is_repeat: bool) -> bool:
    """Whether the status makes an existing customer."""
    regular = status in {"occasional", "existing", "loyal"}
    return {
        "repeat_or_contract": regular,
        "existing_or_loyal": status in {"existing", "loyal"},
        "any_purchase": status not in {"prospect", "former"},
        "repeat_only": regular and is_repeat,
    }[definition]


class Revenue:
    """All figures of one company, from its landing folder and the map record → customer."""

    def __init__(
        self, folder: Path, customers: dict[str, str], as_of: date, currency: str, definition: str, rules: Rules
    ) -> None:
        self.landing = Landing(folder)
        self.customers = customers
        self.as_of = as_of
        self.definition = definition
        self.rates = Rates(self.landing, currency)
        self.contracts = contracts(self.landing, customers)
        self.items = [*self._orders_and_refunds(), *self._contract_payments(), *self._commissions()]
        self.events = [item for item in self.items if item.left_out_by is None]
        self.purchases = self._purchases()
        self.occasions = {(customer, at.date()) for customer, at, _ in self.purchases}
        self.statuses = {c: self._history(c, rules) for c, _ in self.occasions}

    # --- amounts -----------------------------------------------------------------------------

    def _item(self, key: str, source: str, kind: str, record: str, at: datetime, money: tuple[Decimal, str],
              left_out_by: str | None, **more: object) -> Item:  # fmt: skip
        original, currency = money
        if at.date() > self.as_of and kind != "commission":
            left_out_by = "after_as_of"
        defaults: dict = {"class_at": at, "class_key": key} | more
        return Item(
            key=key, source=source, kind=kind, customer=self.customers.get(record), at=at, original=original,
            currency=currency, amount=self.rates.convert(original, currency, at.date()),
            left_out_by=left_out_by, **defaults,
        )  # fmt: skip

    def _orders_and_refunds(self) -> Iterator[Item]:
        orders = {o["order_id"]: o for o in self.landing.newest("shop/orders", "order_id", version="updated_at")}
        refunds = self.landing.newest("shop/refunds", "refund_id")
        for order in orders.values():
            key, record, why = f"shop:{order['order_id']}", _buyer(order), _why_order_is_out(order)
            at, money = moment(order["ordered_at"]), (Decimal(order["net_amount"]), order["currency"])
            yield self._item(f"order:{key}", "shop", "order", record, at, money, why, order=key, class_key=key)
            is_out = why or at.date() > self.as_of
            is_named = any(r["order_id"] == order["order_id"] for r in refunds)
            if order["payment_status"] == "refunded" and not is_out and not is_named and money[0] > 0:
                yield self._item(
                    f"refund_estimate:{key}", "shop", "refund", record, moment(order["updated_at"]),
                    (-money[0], money[1]), None, is_estimated=True, order=key, class_at=at, class_key=key,
                )  # fmt: skip
        for refund in refunds:
            key, at = f"refund:shop:{refund['refund_id']}", moment(refund["refunded_at"])
            money = -Decimal(refund["net_amount"]), refund["currency"]
            order = orders.get(refund["order_id"])
            if order:
                ordered_at = moment(order["ordered_at"])
                is_out = _why_order_is_out(order) or ordered_at.date() > self.as_of
                yield self._item(
                    key, "shop", "refund", _buyer(order), at, money,
                    "refund_of_uncounted_order" if is_out else None,
                    order=f"shop:{order['order_id']}", class_at=ordered_at, class_key=f"shop:{order['order_id']}",
                )  # fmt: skip
            else:
                yield self._item(key, "shop", "refund", f"shop:{refund['customer_id']}", at, money, None)

    def _contract_payments(self) -> Iterator[Item]:
        attached = set()
        for contract in self.contracts.values():
            payments: list[tuple[str, str, str, date, tuple[Decimal, str], str | None]] = []
            for charge in contract.charges:
                attached.add(charge["charge_id"])
                payments.append(_charge(charge))
            if not contract.charges:
                for due in contract.due_dates(self.as_of):
                    terms = contract.terms_on(due)
                    money = amount(terms), terms["currency"] or self.rates.company_currency
                    key = f"accrual:{contract.key}:{due}"
                    payments.append((key, contract.source, "accrual", due, money, contract.left_out_by))
            payments.sort(key=lambda payment: (payment[3], payment[0]))
            for n, (key, source, kind, due, money, why) in enumerate(payments):
                classed = contract.start if n == 0 else due
                yield self._item(
                    key, source, kind, contract.record, _midnight(due), money, why,
                    is_estimated=kind == "accrual", class_at=_midnight(classed), class_key=contract.key,
                )  # fmt: skip
        for charge in self.landing.newest("contracts/charges", "charge_id"):
            if charge["charge_id"] not in attached:
                key, source, kind, due, money, why = _charge(charge)
                yield self._item(key, source, kind, "", _midnight(due), money, why)

    def _commissions(self) -> Iterator[Item]:
        for row in self.landing.newest("broker/commissions", "commission_id"):
            key, at = f"commission:broker:{row['commission_id']}", _midnight(day(row["booked_on"]))
            money = Decimal(row["amount"]), row["currency"]
            yield self._item(key, "broker", "commission", "", at, money, "commission_is_cost")

    # --- customers ---------------------------------------------------------------------------

    def _purchases(self) -> list[tuple[str, datetime, str]]:
        """(customer, time, key) of what makes an occasion."""
        found = []
        for item in self.events:
            if item.kind == "order" and item.customer and item.original > 0 and not self._is_fully_refunded(item):
                found.append((item.customer, item.at, item.order))
        for contract in self.contracts.values():
            is_started = contract.is_counted and contract.start <= self.as_of
            if is_started and contract.customer and contract.predecessor is None:
                found.append((contract.customer, _midnight(contract.start), contract.key))
        return found

    def _is_fully_refunded(self, order: Item) -> bool:
        refunds = [i for i in self.events if i.kind == "refund" and i.order == order.order]
        same = [r for r in refunds if r.currency == order.currency]
        if len(same) == len(refunds) or -sum(r.original for r in same) >= order.original:
            return -sum(r.original for r in same) >= order.original
        known = [r.amount for r in refunds if r.amount is not None]
        return bool(known) and order.amount is not None and -sum(known) >= order.amount

    def _history(self, customer: str, rules: Rules) -> dict[date, tuple[str, bool]]:
        """Status and "at least two occasions" of every day from the first fact to as_of."""
        occasions = {d for c, d in self.occasions if c == customer}
        own = [c for c in self.contracts.values() if c.is_counted and c.customer == customer and c.start <= self.as_of]
        history = History(min(occasions | {c.start for c in own}), occasions, [_for_status(c) for c in own])
        return {d: (status, is_repeat) for d, status, is_repeat in daily_statuses(history, self.as_of, rules)}

    # --- classes and marts -------------------------------------------------------------------

    def is_existing_by(self, definition: str, item: Item) -> bool:
        """Whether the event's customer was existing before it, by a share or a customer definition."""
        own = [(at, key) for customer, at, key in self.purchases if customer == item.customer]
        on = item.class_at.date()
        match definition:
            case "order_rank":
                return any(p < (item.class_at, item.class_key) for p in own)
            case "purchase_day":
                return any(at.date() < on for at, _ in own)
            case "first_month":
                return any((at.year, at.month) < (on.year, on.month) for at, _ in own)
            case "status":
                return self.is_existing_by(self.definition, item)
        # a contract may start after as_of and be charged before: the last known status goes on
        day_before = min(on - timedelta(days=1), self.as_of)
        known = self.statuses.get(item.customer or "", {}).get(day_before)
        return bool(known) and is_existing(definition, *known)

    def months(self) -> list[date]:
        """First days of the months from the first event to as_of."""
        first = min((e.at.date().replace(day=1) for e in self.events), default=date.max)
        return [m for m in _months_from(first) if m <= self.as_of] if self.events else []

    def shares(self, target_base: str, target_share: Decimal) -> Iterator[tuple]:
        """Rows of revenue_shares: month, scope, definition, five amounts, two shares, flags and counts."""
        sources = sorted({e.source for e in self.events})
        trusted = {s: _trusted_from(e.at.date() for e in self.events if e.source == s) for s in sources}
        trusted["all"] = max(trusted.values(), default=date.max)
        for month in self.months():
            for scope in ["all", *sources]:
                events = [e for e in self.events if _month(e) == month and scope in {"all", e.source}]
                total, identified = _sum(events), _sum([e for e in events if e.customer])
                base = total if target_base == "total" else identified
                for definition in DEFINITIONS:
                    existing = _sum([e for e in events if e.customer and self.is_existing_by(definition, e)])
                    yield (
                        month, scope, definition, total, identified, total - identified, existing,
                        identified - existing, _share(existing, identified), _share(existing, total),
                        existing > base * target_share if base > 0 else None,
                        sum(e.amount is None for e in events),
                        _month_end(month) <= self.as_of, trusted[scope], month >= trusted[scope],
                    )  # fmt: skip

    def definitions(self) -> Iterator[tuple]:
        """Rows of existing_customer_definitions: month, definition, customers, revenue, share."""
        for month in self.months():
            on = min(_month_end(month), self.as_of)
            events = [e for e in self.events if _month(e) == month]
            for definition in ("repeat_or_contract", "existing_or_loyal", "any_purchase", "repeat_only"):
                count = sum(on in h and is_existing(definition, *h[on]) for h in self.statuses.values())
                existing = _sum([e for e in events if self.is_existing_by(definition, e)])
                yield month, definition, count, existing, _share(existing, _sum(events))


def _buyer(order: Row) -> str:
    """The record behind an order, empty for a guest who gives nothing."""
    if order["customer_id"]:
        return f"shop:{order['customer_id']}"
    given = any(order.get(c) for c in ("email", "phone", "first_name", "last_name", "company_name"))
    return f"shop_guest:{order['order_id']}" if given else ""


def _why_order_is_out(order: Row) -> str | None:
    if order["status"] == "cancelled":
        return "cancelled_order"
    return {"failed": "failed_payment", "cancelled": "cancelled_payment"}.get(order["payment_status"])


def _charge(row: Row) -> tuple[str, str, str, date, tuple[Decimal, str], str | None]:
    why = {"failed": "failed_charge", "reversed": "reversed_charge"}.get(row["status"])
    money = Decimal(row["net_amount"]), row["currency"]
    return f"charge:contracts:{row['charge_id']}", "contracts", "charge", day(row["due_date"]), money, why


def _for_status(contract: Contract) -> StatusContract:
    return StatusContract(contract.start, contract.end, contract.chain, contract.is_loss_end)


def _midnight(on: date) -> datetime:
    return datetime.combine(on, time())


def _month(item: Item) -> date:
    return item.at.date().replace(day=1)


def _months_from(month: date) -> Iterator[date]:
    while month.year < 2100:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _month_end(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _trusted_from(dates: Iterator[date]) -> date:
    first = min(dates)
    return first.replace(year=first.year + TRUSTED_AFTER_MONTHS // 12, day=1)


def _sum(events: list[Item]) -> Decimal:
    return sum((e.amount for e in events if e.amount is not None), Decimal("0.00"))


def _share(part: Decimal, whole: Decimal) -> float | None:
    return float(part) / float(whole) if whole > 0 else None
