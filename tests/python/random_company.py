"""Random small companies as landing folders: few dates and keys, so that rules meet each other.

`companies()` is a hypothesis strategy; `write` puts a company into a folder. A company depends on
its seed and its number of people only, and person n is the same in a larger company. Every record
is a customer of its own, or shares e-mail address and names with the person's other records.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

Row = dict[str, Any]
Deliveries = dict[str, list[list[Row]]]

FIRST_DAY = date(2023, 1, 1)
CLOCKS = ("00:00:00", "00:00:00", "09:30:00", "09:30:00.000001", "23:59:59.999999")
# Distances between dates at which a rule turns over.
STEPS = (0, 0, 1, 27, 28, 30, 31, 32, 59, 89, 90, 91, 92, 180, 364, 365, 366, 367)
AMOUNTS = ("10.00", "19.99", "0.005", "33.335", "1000", "0.1250", "10.00")
CURRENCIES = ("EUR",) * 8 + ("CHF", "USD", "XXX")
CONTRACT_STATUSES = (
    *("active",) * 8,
    *("ended", "ended", "offer", "void", "suspended", "premium_free", "cancellation_pending"),
)
FREQUENCIES = ("monthly", "monthly", "quarterly", "half_yearly", "yearly", "single", "free")
SURNAMES = ("Abel", "Brandt", "Cordes", "Dietz", "Ebert", "Fuchs", "Gruber", "Hahn")
BROKERS = ("B0", "B1")


@dataclass(frozen=True)
class Company:
    """What tells one company from another, and the settings it is looked at with."""

    seed: int
    people: int
    as_of: date
    has_shop: bool = True
    has_contracts: bool = True
    has_broker: bool = True
    definition: str = "repeat_or_contract"
    loyal_rule: str = "tenure"
    target_base: str = "total"

    @property
    def variables(self) -> dict[str, Any]:
        """The settings as dbt vars."""
        return {
            "company_currency": "EUR",
            "existing_customer_definition": self.definition,
            "loyal_contract_rule": self.loyal_rule,
            "target_base": self.target_base,
        }


def companies(people: int = 150) -> st.SearchStrategy[Company]:
    """Any company with at most that many people; each source may be missing."""
    return st.builds(
        Company,
        seed=st.integers(0, 2**32),
        people=st.integers(people // 2, people),
        as_of=st.dates(date(2024, 6, 1), date(2025, 12, 31)),
        has_shop=st.sampled_from((True, True, True, False)),
        has_contracts=st.sampled_from((True, True, True, False)),
        has_broker=st.sampled_from((True, True, True, False)),
        definition=st.sampled_from(("repeat_or_contract", "existing_or_loyal", "any_purchase", "repeat_only")),
        loyal_rule=st.sampled_from(("tenure", "tenure_and_occasion")),
        target_base=st.sampled_from(("total", "identified")),
    )


def write(company: Company, landing: Path) -> None:
    """Write the company's landing folder: one file per entity and delivery."""
    for entity, deliveries in deliver(company).items():
        for number, rows in enumerate(deliveries):
            if rows:
                path = landing / entity / f"{number:03}.csv"
                path.parent.mkdir(parents=True, exist_ok=True)
                columns = list(dict.fromkeys(column for row in rows for column in row))
                with path.open("w", encoding="utf-8", newline="") as file:
                    writer = csv.DictWriter(file, columns, restval="")
                    writer.writeheader()
                    writer.writerows(rows)


def deliver(company: Company) -> Deliveries:
    """Rows of every entity by delivery: {entity: [rows of the first delivery, the second …]}."""
    names = [
        *(f"shop/{e}" for e in ("customers", "orders", "refunds") if company.has_shop),
        *(f"contracts/{e}" for e in ("holders", "contracts", "charges") if company.has_contracts),
        *(f"broker/{e}" for e in ("clients", "contracts", "commissions") if company.has_broker),
        "company/exchange_rates",
    ]
    everything: Deliveries = {name: [[], []] for name in names}
    for number in range(company.people):
        _Person(company, number, everything).act()
    if company.has_broker:
        everything["broker/brokers"] = [[{"broker_id": b, "name": f"Makler {b}"} for b in BROKERS]]
        _end_by_full_deliveries(company, everything)
    everything["company/exchange_rates"] = _exchange_rates(company)
    return everything


class _Person:
    """One person and all that the sources know of it."""

    def __init__(self, company: Company, number: int, everything: Deliveries) -> None:
        self.random = Random(f"{company.seed}/{number}")
        self.number = number
        self.as_of = company.as_of
        self.charge_count = 0
        self.everything = everything
        # Contract numbers of other people, to be confused with.
        self.neighbour = f"K-{max(0, number - 1):03}0"
        self.day = FIRST_DAY + timedelta(days=self.random.randint(0, 500))
        self.person = {
            "first_name": f"Vorname{_letters(number)}",
            "last_name": f"{self.random.choice(SURNAMES)}{_letters(number)}",
            "email": f"person{number}@example.org",
        }

    def act(self) -> None:
        """Buy in some of the sources."""
        if "shop/orders" in self.everything and self.random.random() < 0.7:
            self._shop()
        if "contracts/contracts" in self.everything and self.random.random() < 0.5:
            self._contracts()
        if "broker/contracts" in self.everything and self.random.random() < 0.4:
            self._broker()

    def _shop(self) -> None:
        key = f"{self.number:04}"
        if self.random.random() < 0.9:
            self._add("shop/customers", {"customer_id": key, **self.person, **self._updated()})
        for n in range(self.random.choice((0, 1, 1, 2, 3, 4, 6))):
            self._order(f"{key}-{n}", key)
        for n in range(self.random.choice((0, 0, 0, 1))):
            self._refund(f"{key}-R{n}", self.random.choice(("", "unknown")), self.random.choice((key, "", "nobody")))

    def _order(self, order_id: str, customer: str) -> None:
        order = {
            "order_id": order_id,
            "customer_id": customer,
            "ordered_at": self._moment(),
            "status": self.random.choice(("completed",) * 8 + ("open", "cancelled")),
            "payment_status": self.random.choice(("paid",) * 7 + ("", "failed", "cancelled", "refunded", "refunded")),
            "currency": self.random.choice(CURRENCIES),
            "net_amount": self.random.choice((*AMOUNTS, "0", "-5.00")),
            **self._updated(),
        }
        guest = self.random.random()
        if guest < 0.1:  # a guest who gives nothing
            order["customer_id"] = ""
        elif guest < 0.2:  # a guest of its own
            order |= {"customer_id": "", "email": f"guest{order_id}@example.org", "first_name": "Gast"}
        self._add("shop/orders", order)
        if self.random.random() < 0.2:  # a later version, delivered first or last
            self._add("shop/orders", order | {"status": "cancelled", **self._updated()})
        for n in range(self.random.choice((0, 0, 0, 0, 1, 1, 2))):
            part = self.random.choice((1, 1, 2))
            self._refund(f"{order_id}-R{n}", order_id, customer, order, part)

    def _refund(self, refund_id: str, order_id: str, customer: str, order: Row | None = None, part: int = 1) -> None:
        order = order or {"currency": "EUR", "net_amount": "7.00"}
        amount = abs(float(order["net_amount"])) / part
        self._add(
            "shop/refunds",
            {
                "refund_id": refund_id,
                "order_id": order_id,
                "customer_id": customer,
                "refunded_at": self._moment(),
                "net_amount": f"{amount * self.random.choice((1, 1, 1, 2)):.4f}",
                "currency": self.random.choice((order["currency"],) * 4 + ("CHF",)),
            },
        )

    def _contracts(self) -> None:
        holder = f"H-{self.number}"
        if self.random.random() < 0.9:
            self._add("contracts/holders", {"holder_id": holder, **self.person, **self._updated()})
        known = [self.neighbour, "unknown"]
        count = self.random.choice((1, 1, 2, 3, 4))
        own = [f"K-{self.number:03}{n}" for n in range(count)]
        for n, contract_id in enumerate(own):
            predecessor = self.random.choice(("", "", *known, *own, *own[:n], *own[:n]))
            contract = self._contract_terms() | {
                "contract_id": contract_id,
                "holder_id": holder,
                "kind": "insurance",
                "renewal_date": "",
                "auto_renews": self.random.choice(("true", "false", "")),
                "cancellation_effective_date": self._maybe(0.15),
                "is_technical_cancellation": self.random.choice(("true", "", "", "false")),
                "predecessor_contract_id": self._spell(predecessor) if self.random.random() < 0.2 else predecessor,
                **self._updated(),
            }
            self._add("contracts/contracts", contract)
            for _ in range(self.random.choice((0, 0, 1, 2))):
                changed = {k: self._contract_terms()[k] for k in ("premium_amount", "premium_frequency", "status")}
                updated = self._updated()
                if self.random.random() < 0.3:  # on the day of the first version
                    updated = {"updated_at": f"{contract['updated_at'][:10]} {self.random.choice(CLOCKS)}"}
                self._add("contracts/contracts", contract | changed | updated)
            if self.random.random() < 0.4:
                self._charges(contract_id)
        if self.random.random() < 0.1:
            self._charges("unknown")

    def _contract_terms(self) -> Row:
        return {
            "product_line": self.random.choice(("Hausrat", "Kfz")),
            "status": self.random.choice(CONTRACT_STATUSES),
            "start_date": self._day().isoformat(),
            "end_date": self._maybe(0.4),
            "premium_amount": self.random.choice((*AMOUNTS, "0")),
            "premium_frequency": self.random.choice(FREQUENCIES),
            "currency": self.random.choice(CURRENCIES),
        }

    def _charges(self, contract_id: str) -> None:
        for _ in range(self.random.choice((1, 2, 4))):
            self.charge_count += 1
            charge = {
                "charge_id": f"C-{self.number}-{self.charge_count}",
                "contract_id": self._spell(contract_id) if self.random.random() < 0.1 else contract_id,
                "due_date": self._day().isoformat(),
                "net_amount": self.random.choice((*AMOUNTS, "-3.00")),
                "currency": self.random.choice(CURRENCIES),
                "status": self.random.choice(("open", "paid", "paid", "failed", "reversed")),
            }
            if self.random.random() < 0.8:
                self._add("contracts/charges", charge)
            elif "contracts/charges" in self.everything:  # delivered again with another outcome
                for delivery, status in zip(self.everything["contracts/charges"], ("open", "failed"), strict=True):
                    delivery.append(charge | {"status": status})

    def _broker(self) -> None:
        """Own contracts, known by the contract system or not, and some that are held elsewhere."""
        for n in range(self.random.choice((1, 1, 2, 3))):
            number = self.random.choice((f"K-{self.number:03}0", f"K-{self.number:03}0", f"M-{self.number}{n}", ""))
            terms = self._contract_terms() | {"is_own": self.random.choice(("true", "true", "true", "false"))}
            for broker in self.random.choice((BROKERS[:1], BROKERS[1:], BROKERS)):
                client = {"client_id": f"{self.number}", "broker_id": broker}
                self._add("broker/clients", client | self.person | {"delivered_at": self._moment()})
                for d in self.random.choice(((0,), (0, 1), (0, 1, 2))):
                    row = {
                        **client,
                        **terms,
                        "broker_contract_id": f"V{self.number}-{n}",
                        "contract_id": self._spell(number),
                        "insurer": "Hausmarke",
                        "delivery_id": f"{broker}-{d}",
                        "delivery_kind": "full" if d == 2 else "delta",
                        "delivered_at": f"2024-{3 + 4 * d:02}-01 06:00:00",
                    }
                    row["end_date"] = row["end_date"] if self.random.random() < 0.7 else ""
                    row["premium_amount"] = self.random.choice((terms["premium_amount"], terms["premium_amount"], ""))
                    self._add("broker/contracts", row)
                if self.random.random() < 0.2 and number:
                    self._charges(number)
            if self.random.random() < 0.1:
                self._add("broker/commissions", {
                    "commission_id": f"P-{self.number}-{n}", "broker_id": "B0", "contract_id": number or "none",
                    "booked_on": self._day().isoformat(), "kind": "acquisition", "amount": "20.00", "currency": "EUR",
                })  # fmt: skip

    def _spell(self, number: str) -> str:
        return self.random.choice((number, number, number.lower(), number.replace("-", " "), number.replace("-", "")))

    def _day(self) -> date:
        """The person's next day, mostly a step on from the last one."""
        if self.random.random() < 0.05:
            return self.as_of + timedelta(days=self.random.choice((0, 0, 1)))
        if self.random.random() < 0.15:
            return FIRST_DAY + timedelta(days=self.random.randint(0, 1095))
        step = timedelta(days=self.random.choice(STEPS))
        self.day += step if self.day + step < date(2026, 3, 1) else -step
        return self.day

    def _moment(self) -> str:
        return f"{self._day().isoformat()} {self.random.choice(CLOCKS)}"

    def _maybe(self, probability: float) -> str:
        return self._day().isoformat() if self.random.random() < probability else ""

    def _updated(self) -> Row:
        return {"updated_at": self._moment()}

    def _add(self, entity: str, row: Row) -> None:
        if entity in self.everything:
            self.random.choice(self.everything[entity]).append(row)


def _letters(number: int) -> str:
    """A name's own ending: 0 → a, 27 → bb."""
    return (_letters(number // 26 - 1) if number >= 26 else "") + chr(ord("a") + number % 26)


def _end_by_full_deliveries(company: Company, everything: Deliveries) -> None:
    """Make sure that both brokers deliver everything once more, so that what they lack has ended."""
    random = Random(f"{company.seed}/brokers")
    for broker in BROKERS:
        if random.random() < 0.7:
            at = f"{date(2024, 12, 1) + timedelta(days=random.randint(0, 300))} 05:00:00"
            everything["broker/contracts"][1].append({
                "broker_contract_id": "V-last", "broker_id": broker, "client_id": "last", "contract_id": "",
                "insurer": "Hausmarke", "is_own": "true", "product_line": "Kfz", "status": "active",
                "start_date": "2024-12-01", "premium_amount": "12.00", "premium_frequency": "monthly",
                "currency": "", "delivery_id": f"{broker}-last", "delivery_kind": "full", "delivered_at": at,
            })  # fmt: skip


def _exchange_rates(company: Company) -> list[list[Row]]:
    """Rates on few days, some corrected by a later delivery; the first days have none."""
    random = Random(f"{company.seed}/rates")
    days = sorted(random.sample(range(100, 1000), 12))
    first = [
        {"currency": currency, "rate_date": (FIRST_DAY + timedelta(days=day)).isoformat(),
         "rate_to_company_currency": f"{random.uniform(0.8, 1.2):.6f}"}
        for currency in ("CHF", "USD") for day in days
    ]  # fmt: skip
    return [first, [row | {"rate_to_company_currency": "1.05"} for row in random.sample(first, 4)]]
