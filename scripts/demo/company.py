"""The company's own files: products, owners, costs, assessments, consents, referrals and rulings."""

import numpy as np

from demo.chance import (
    FIRST_DAY,
    LAST_DAY,
    NEVER,
    Column,
    Rng,
    empty,
    hit,
    moment,
    month_start,
    pick,
    text_column,
)
from demo.contracts import Book
from demo.landing import Landing, dates, money, stamps
from demo.people import People
from demo.portfolio import Brokers
from demo.shop import Buyers, Products
from demo.support import Requesters

OWNERS = {
    "O01": ("Sabine Brandt", "Nord"),
    "O02": ("Jens Albers", "West"),
    "O03": ("Petra Lindemann", "Mitte"),
    "O04": ("Uwe Hofer", "Süd"),
    "O05": ("Katja Reimers", "Makler"),
    "O06": ("Tobias Wendt", "Großkunden"),
    "O07": ("Miriam Aydın", "Ost"),
}
REGIONS = [
    ("01000", "19999", "O07"),
    ("20000", "31999", "O01"),
    ("32000", "53999", "O02"),
    ("54000", "69999", "O03"),
    ("70000", "97999", "O04"),
]  # 98000 to 99999 belong to nobody
CRITERIA = [
    "conduct",
    "openness",
    "shared_values",
    "stability",
    "eye_level",
    "mutual_benefit",
    "people_involved",
]
SAMPLE = 400  # rows that a person writes by hand do not grow without end


class CompanyNotes:
    """Collects, block by block, what people in the company write down about records."""

    def __init__(self) -> None:
        nothing = empty(0)
        self.assessed = [(nothing, np.zeros(0, dtype=bool))]
        self.referrals = [(nothing, nothing)]
        self.consents: list[tuple[Column, Column, Column]] = []
        self.rulings: list[tuple[list, list]] = []
        self.key_accounts = [nothing]
        self.erasures = [nothing]

    def take(
        self,
        rng: Rng,
        people: People,
        buyers: Buyers,
        book: Book,
        clients: dict[str, Column],
        requesters: Requesters,
    ) -> None:
        """Draw from one block."""
        own = np.flatnonzero(book.in_system & (book.status != "offer"))
        records = np.concatenate([buyers.record, book.holder_record[own]])
        persons = np.concatenate([buyers.person, book.person[own]])
        self._consent(rng, people)
        if not len(records):
            return
        # owners look at some customers, and at most of those who cost more than they bring
        some = np.unique(rng.integers(0, len(records), max(4, len(people) // 40)))
        costly = np.flatnonzero(np.isin(persons, requesters.demanding) & hit(rng, len(persons), 0.4))
        self.assessed.append(
            (np.concatenate([records[costly], records[some]]), np.repeat([True, False], [len(costly), len(some)]))
        )
        pairs = max(2, len(people) // 60)
        a, b = rng.integers(0, len(records), (2, pairs))
        fine = persons[a] != persons[b]
        self.referrals.append((records[a][fine], records[b][fine]))
        orders = np.bincount(buyers.order_person, minlength=len(people))[buyers.person]
        firms = np.flatnonzero(people.is_firm[buyers.person])
        most = firms[np.argsort(-orders[firms], kind="stable")]
        self.key_accounts.append(buyers.record[most[:3]])
        self.erasures.append(records[rng.integers(0, len(records), 2)])
        # rulings by hand: the same person in two sources, and two people of one household
        by_person: dict[int, str] = {}
        same, different = [], []
        by_home: dict[str, tuple[int, str]] = {}
        support = dict(zip(requesters.person.tolist(), requesters.record.tolist(), strict=True))
        for record, person in zip(records[:3000].tolist(), persons[:3000].tolist(), strict=True):
            by_person.setdefault(person, record)
            if person in support and len(same) < 6:
                same.append((record, support.pop(person)))
            home = people.household_id[person]
            if home is not None and home in by_home and by_home[home][0] != person and len(different) < 6:
                different.append((by_home[home][1], record))
            elif home is not None:
                by_home.setdefault(home, (person, record))
        self.rulings.append((same, different))

    def _consent(self, rng: Rng, people: People) -> None:
        rows = np.flatnonzero((people.email != None) & hit(rng, len(people), 0.10))  # noqa: E711
        self.consents.append(
            (people.email[rows], rng.integers(FIRST_DAY, LAST_DAY - 40, len(rows)), hit(rng, len(rows), 0.12))
        )


def write_company(
    rng: Rng, landing: Landing, products: Products, brokers: Brokers, notes: CompanyNotes, customers: int
) -> None:
    """All company files."""
    landing.write(
        "company/products",
        {
            "product_id": products.product_id,
            "product_group": products.group,
            "product_line": products.line,
            "launched_on": dates(products.launched),
            "unit_margin": money(np.round(products.price * products.margin * 100)),
        },
    )
    key = np.concatenate(notes.key_accounts)[:12]
    rows = [(None, a, b, None, o) for a, b, o in REGIONS]
    rows += [(None, None, None, broker, "O05") for broker in brokers.broker_id]
    rows += [(record, None, None, None, "O06") for record in key]
    record, low, high, broker, owner = (text_column(list(c)) for c in zip(*rows, strict=True))
    landing.write(
        "company/owners",
        {
            "record": record,
            "postal_code_from": low,
            "postal_code_to": high,
            "broker_id": broker,
            "owner_id": owner,
            "owner_name": text_column([OWNERS[o][0] for o in owner]),
            "team": text_column([OWNERS[o][1] for o in owner]),
            "valid_from": dates(np.full(len(rows), FIRST_DAY)),
        },
    )
    months = np.array([int(month_start(np.array([FIRST_DAY]), m)[0]) for m in range(36)])
    month, kind = np.repeat(months, 3), text_column(["acquisition", "retention", "service"] * 36)
    base = np.tile([8.5, 1.9, 3.4], 36) * customers / 36 * (0.7 + np.repeat(np.arange(36), 3) / 60)
    landing.write(
        "company/costs",
        {
            "month": dates(month),
            "kind": kind,
            "amount": money(np.round(base * rng.uniform(0.85, 1.2, 108) * 100)),
            "currency": np.full(108, "EUR", dtype=object),
        },
    )
    _write_hand_made(rng, landing, notes, key)
    _write_rates(rng, landing)
    landing.write(
        "broker/brokers",
        {
            "broker_id": brokers.broker_id,
            "name": brokers.name,
            "email": brokers.email,
            "phone": brokers.phone,
            "is_active": np.arange(brokers.count) % 11 != 10,
        },
    )


def _write_hand_made(rng: Rng, landing: Landing, notes: CompanyNotes, key: Column) -> None:
    """Assessments, consents, referrals, overrides, rulings and erasure requests."""
    record, costly = (np.concatenate(c)[:SAMPLE] for c in zip(*notes.assessed, strict=True))
    mood = rng.normal(np.where(costly, 2.1, 3.6), 0.8)[:, None] + rng.normal(0, 0.6, (len(record), 7))
    mood = np.clip(mood, 1, 5).round().astype(int)
    landing.write(
        "company/assessments",
        {
            "record": record,
            "assessed_on": dates(rng.integers(LAST_DAY - 400, LAST_DAY - 5, len(record))),
            "assessed_by": pick(rng, list(OWNERS), len(record)),
            **{name: mood[:, i] for i, name in enumerate(CRITERIA)},
            "perspective_shared": np.where(
                mood.mean(1) < 2.6,
                pick(rng, ["no", "open"], len(record)),
                pick(rng, ["yes", "open", "no"], len(record), [75, 20, 5]),
            ),
            "note": np.where(hit(rng, len(record), 0.3), "Gespräch geführt, nächster Termin vereinbart", None),
        },
    )
    email, on, objected = (np.concatenate(c) for c in zip(*notes.consents, strict=True))
    order = np.argsort(on, kind="stable")
    email, on, objected = email[order], on[order], objected[order]
    n = len(email)
    out = np.flatnonzero(objected)
    at = moment(rng, on)
    later = np.concatenate([at, at + 7200, at[out] + 86400 * 30])
    who = np.concatenate([email, email, email[out]])
    m = len(who)
    landing.write(
        "company/consents",
        {
            "email": who,
            "phone": empty(m),
            "record": empty(m),
            "channel": np.full(m, "email", dtype=object),
            "purpose": np.full(m, "advertising", dtype=object),
            "event": np.concatenate(
                [
                    np.full(n, "granted"),
                    np.full(n, "confirmed"),
                    pick(rng, ["withdrawn", "objected"], len(out)),
                ]
            ).astype(object),
            "occurred_at": stamps(later),
            "evidence": np.concatenate(
                [np.full(n, "Formular Website"), np.full(n, "Double-Opt-in"), np.full(len(out), "E-Mail")]
            ).astype(object),
        },
    )
    a, b = (np.concatenate(c)[:SAMPLE] for c in zip(*notes.referrals, strict=True))
    landing.write(
        "company/referrals",
        {
            "referrer_record": a,
            "referred_record": b,
            "referred_on": dates(rng.integers(FIRST_DAY + 60, LAST_DAY, len(a))),
        },
    )
    fields = ["is_key_account"] * len(key) + ["owner_id", "segment"]
    record = np.concatenate([key, record[:2]]) if len(record) > 1 else key
    fields = fields[: len(record)]
    landing.write(
        "company/overrides",
        {
            "record": record,
            "field": text_column(fields),
            "value": text_column(
                [{"is_key_account": "true", "owner_id": "O06", "segment": "intensify"}[f] for f in fields]
            ),
            "valid_from": dates(np.full(len(record), LAST_DAY - 180)),
            "valid_to": dates(np.where(np.array(fields) == "segment", LAST_DAY + 180, NEVER)),
            "decided_by": np.full(len(record), "O06", dtype=object),
            "reason": np.where(
                np.array(fields) == "is_key_account", "Rahmenvertrag", "Absprache mit dem Kunden"
            ).astype(object),
        },
    )
    rulings = [(x, y, "same") for same, _ in notes.rulings for x, y in same][:8]
    rulings += [(x, y, "different") for _, different in notes.rulings for x, y in different][:8]
    a, b, ruling = (text_column(list(c)) for c in zip(*rulings, strict=True)) if rulings else (empty(0),) * 3
    landing.write(
        "company/identity_rulings",
        {
            "record_a": a,
            "record_b": b,
            "ruling": ruling,
            "ruled_by": np.full(len(a), "O03", dtype=object),
            "ruled_on": dates(rng.integers(LAST_DAY - 300, LAST_DAY - 10, len(a))),
            "reason": np.where(ruling == "same", "telefonisch bestätigt", "zwei Personen eines Haushalts").astype(
                object
            ),
        },
    )
    erase = np.concatenate(notes.erasures)[:2]
    landing.write(
        "company/erasure_requests",
        {
            "record": erase,
            "requested_on": dates(np.full(len(erase), LAST_DAY - 20)),
            "reason": np.full(len(erase), "Art. 17 DSGVO", dtype=object),
        },
    )


def _write_rates(rng: Rng, landing: Landing) -> None:
    """Francs and dollars every two weeks; other currencies have no rate."""
    days = np.arange(FIRST_DAY - 5, LAST_DAY + 1, 14)
    walk = np.cumsum(rng.normal(0, 0.0035, (2, len(days))), axis=1)
    rates = np.concatenate([1.03 + walk[0] * 0.6, 0.92 + walk[1] * 0.6])
    landing.write(
        "company/exchange_rates",
        {
            "currency": text_column(["CHF"] * len(days) + ["USD"] * len(days)),
            "rate_date": dates(np.tile(days, 2)),
            "rate_to_company_currency": np.round(rates, 4),
        },
    )
