"""Statuses of random companies, row by row against plain Python that walks every customer's days."""

from __future__ import annotations

import csv
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import duckdb
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from oracle.landing import Landing, day
from oracle.revenue import Revenue, is_existing
from oracle.statuses import Contract, History, Rules, daily_statuses, periods
from random_company import FIRST_DAY, Company, companies, deliver, write

# A build takes seconds: four companies that turn every setting. More at the desk: EXAMPLES=100 pytest …
EXAMPLES = int(os.environ.get("EXAMPLES", "0"))
TABLES = "customer_statuses lifecycle_months customers"
REACTIVATED_DAYS = ONBOARDING_DAYS = 90
KEY_ACCOUNTS = 5
STATUSES = ("prospect", "former", "loyal", "existing", "occasional", "new", "one_time")


def rules() -> st.SearchStrategy[Rules]:
    """The contract's settings half of the time, else any, odd ones included."""
    odd = st.builds(
        Rules,
        inactive_after_days=st.sampled_from((0, 10, 60, 365)),
        loyal_contract_days=st.sampled_from((0, 100, 365)),
        loyal_occasions=st.sampled_from((1, 2, 3, 4)),
        loyal_quarters=st.sampled_from((1, 2, 3)),
        occasion_window_days=st.sampled_from((0, 1, 30, 91, 92, 365)),
        new_customer_days=st.sampled_from((0, 10, 90, 400)),
        contract_counts_after_days=st.sampled_from((0, 30, 90, 400)),
        loyal_contract_rule=st.sampled_from(("tenure", "tenure_and_occasion")),
    )
    return st.one_of(st.sampled_from((Rules(), Rules(loyal_contract_rule="tenure_and_occasion"))), odd)


@settings(
    max_examples=EXAMPLES or 1,
    deadline=None,
    database=None,
    phases=[Phase.explicit, *([Phase.generate] if EXAMPLES else [])],
    suppress_health_check=list(HealthCheck),
)
@given(company=companies(), rules=rules())
@example(company=Company(1, 150, date(2025, 10, 31)), rules=Rules())
@example(
    company=Company(2, 120, date(2024, 2, 29), definition="repeat_only"),
    rules=Rules(loyal_contract_rule="tenure_and_occasion"),
)
@example(
    company=Company(3, 120, date(2025, 6, 15), definition="existing_or_loyal"),
    rules=Rules(60, 100, 2, 1, "tenure", 30, 10, 30),
)
@example(
    company=Company(4, 120, date(2025, 12, 31), definition="any_purchase"),
    rules=Rules(10, 0, 3, 2, "tenure_and_occasion", 91, 400, 0),
)
def test_statuses_of_a_random_company_are_what_plain_python_says(build_company, company: Company, rules: Rules) -> None:
    with tempfile.TemporaryDirectory() as folder:
        landing = Path(folder) / "landing"
        write(company, landing)
        write_contacts(company, landing)
        variables = company.variables | vars(rules) | {"key_account_count": KEY_ACCOUNTS}
        database = build_company(
            landing, warehouse=Path(folder), as_of=str(company.as_of), variables=variables, select=TABLES
        )
        compare(company, rules, landing, database)


def compare(company: Company, rules: Rules, landing: Path, database: Path) -> None:
    """Compare every row of the build with the brute force over the same landing folder."""
    with duckdb.connect(str(database), read_only=True) as build:
        customers = dict(build.execute(RECORDS).fetchall())
        revenue = Revenue(landing, customers, company.as_of, "EUR", company.definition, rules)
        histories = read_histories(revenue, Landing(landing))
        days = {c: list(daily_statuses(h, company.as_of, rules)) for c, h in histories.items()}
        same("periods", build, PERIODS, [(c, *p) for c, known in days.items() for p in periods(known)])
        merged = [(c, *p) for c, known in days.items() for p in periods((d, s) for d, s, _ in known)]
        same("customer_statuses", build, STATUS_PERIODS, merged)
        same("customers", build, CUSTOMERS, list(standings(company, revenue, histories, days)))
        same("lifecycle_months", build, MONTHS, list(months(company, revenue, merged)))


RECORDS = "select record_id, customer_id from intermediate.int_identity__customer_records"
PERIODS = """
    select customer_id, lifecycle_status, is_repeat, valid_from, valid_to
    from intermediate.int_relationship__status_periods
"""
STATUS_PERIODS = "select customer_id, lifecycle_status, valid_from, valid_to from marts.customer_statuses"
CUSTOMERS = """
    select customer_id, lifecycle_status, lifecycle_status_since, is_existing_customer, is_reactivated, is_onboarding,
        is_key_account, first_occasion_date, last_occasion_date, occasion_count, live_contract_count,
        lifetime_revenue_amount, trailing_12m_revenue_amount, known_since
    from marts.customers
"""
MONTHS = """
    select month, lifecycle_status, customer_count, entered_count, left_count, revenue_amount
    from marts.lifecycle_months
"""


def read_histories(revenue: Revenue, landing: Landing) -> dict[str, History]:
    """What the rules need to know of every customer, from the landing folder."""
    facts: dict[str, list[date]] = {customer: [revenue.as_of] for customer in revenue.customers.values()}

    def know(customer: str | None, on: date | None) -> None:
        if customer and on:
            facts[customer].append(on)

    for item in revenue.items:
        know(item.customer, item.at.date())
    for contract in revenue.contracts.values():
        know(contract.customer, contract.start)
        know(contract.customer, contract.end)
    for record, on in record_facts(landing):
        know(revenue.customers.get(record), on)
    histories = {customer: History(min(known)) for customer, known in facts.items()}
    for customer, on in revenue.occasions:
        histories[customer].occasions.add(on)
    for contract in revenue.contracts.values():
        if contract.is_counted and contract.customer and contract.start <= revenue.as_of:
            terms = Contract(contract.start, contract.end, contract.chain, contract.is_loss_end)
            histories[contract.customer].contracts.append(terms)
    return histories


def record_facts(landing: Landing) -> list[tuple[str, date]]:
    """(record, day) of what the sources date without a purchase."""
    tickets = landing.newest("support/tickets", "ticket_id", version="updated_at")
    asked = [(f"support:{t['requester_id']}", day(t["created_at"])) for t in tickets]
    rated = [(f"support:{r['requester_id']}", day(r["rated_at"])) for r in landing.rows("support/ratings")]
    noted = [(f"support:{c['requester_id']}", day(c["created_at"])) for c in landing.rows("support/comments")]
    records = list(addresses(landing))
    signed = []
    for row in landing.rows("newsletter/subscriptions"):
        own = f"newsletter:{sha256(row['email'].lower().encode()).hexdigest()[:16]}"
        known = [record for record, address in records if address.lower() == row["email"].lower()]
        signed += [(record, day(row["signed_up_at"])) for record in [own, *known]]
    return asked + rated + noted + signed


def addresses(landing: Landing) -> Iterator[tuple[str, str]]:
    """(record, e-mail address) of everybody who gives one."""
    for row in landing.newest("shop/customers", "customer_id", version="updated_at"):
        yield f"shop:{row['customer_id']}", row["email"]
    for row in landing.newest("shop/orders", "order_id", version="updated_at"):
        if not row["customer_id"]:
            yield f"shop_guest:{row['order_id']}", row.get("email") or ""
    for row in landing.newest("contracts/holders", "holder_id", version="updated_at"):
        yield f"contracts:{row['holder_id']}", row["email"]
    for row in landing.newest("broker/clients", "broker_id", "client_id", version="delivered_at"):
        yield f"broker:{row['broker_id']}/{row['client_id']}", row["email"]
    for row in landing.newest("support/requesters", "requester_id", version="updated_at"):
        yield f"support:{row['requester_id']}", row["email"]


def standings(company: Company, revenue: Revenue, histories: dict[str, History], days: dict) -> Iterator[tuple]:
    """The rows of customers that the rules decide."""
    year_start = _year_before(company.as_of)
    sums: dict[str, list] = {c: [0, 0] for c in histories}
    for event in revenue.events:
        if event.customer and event.amount is not None:
            sums[event.customer][0] += event.amount
            sums[event.customer][1] += event.amount * (event.at.date() >= year_start)
    top = sorted(histories, key=lambda c: (-sums[c][1], c))[:KEY_ACCOUNTS]
    for customer, history in histories.items():
        known = days[customer]
        _, status, is_repeat = known[-1]
        since = next(p[1] for p in periods((d, s) for d, s, _ in known) if p[2] is None)
        left = [b[0] for a, b in pairwise(known) if a[1] == "former" != b[1]]
        live = [c for c in history.contracts if c.lives_on(company.as_of)]
        first, last = min(history.occasions, default=None), max(history.occasions, default=None)
        yield (
            customer, status, since, is_existing(company.definition, status, is_repeat),
            status != "former" and any((company.as_of - d).days <= REACTIVATED_DAYS for d in left),
            bool(live) and first is not None and (company.as_of - first).days <= ONBOARDING_DAYS,
            customer in top and sums[customer][1] > 0, first, last, len(history.occasions), len(live),
            *sums[customer], history.first_fact,
        )  # fmt: skip


def months(company: Company, revenue: Revenue, merged: list[tuple]) -> Iterator[tuple]:
    """The rows of lifecycle_months, by asking every period."""
    for month in revenue.months():
        next_month = (month + timedelta(days=31)).replace(day=1)
        last = min(next_month - timedelta(days=1), company.as_of)
        there = {c: s for c, s, a, b in merged if a <= last and (b is None or last < b)}
        for status in STATUSES:
            own = [e for e in revenue.events if there.get(e.customer or "") == status and e.amount is not None]
            yield (
                month, status, sum(s == status for s in there.values()),
                sum(s == status and month <= a < next_month for _, s, a, _ in merged),
                sum(s == status and b is not None and month <= b < next_month for _, s, _, b in merged),
                sum(e.amount for e in own if e.at.date().replace(day=1) == month),
            )  # fmt: skip


def write_contacts(company: Company, landing: Path) -> None:
    """Add a support desk and a newsletter: of some people, often before they buy."""
    entities = [f"support/{e}" for e in ("requesters", "tickets", "ratings", "comments")] + ["newsletter/subscriptions"]
    rows: dict[str, list[dict[str, Any]]] = {e: [] for e in entities}
    everybody = (r for deliveries in deliver(company).values() for delivery in deliveries for r in delivery)
    names = {r["email"]: {k: r[k] for k in ("email", "first_name", "last_name")} for r in everybody if "last_name" in r}
    for number in range(company.people):
        random = Random(f"{company.seed}/{number}/support")
        who = {"requester_id": f"R-{number}"}
        on = [(FIRST_DAY + timedelta(days=random.randint(-60, 1200))).isoformat() for _ in range(3)]
        if random.random() < 0.5:
            known = names.get(f"person{number}@example.org", {})
            rows["support/requesters"].append({**who, **known, "updated_at": f"{on[0]} 12:00:00"})
        if random.random() < 0.3:
            ticket = {
                "channel": "email",
                "status": random.choice(("open", "solved", "spam")),
                "updated_at": f"{on[0]} 23:59:59",
            }
            rows["support/tickets"].append({"ticket_id": number, **who, **ticket, "created_at": f"{on[0]} 23:59:59"})
        if random.random() < 0.2:
            rating = {"rated_at": f"{on[1]} 12:00:00", "kind": "csat", "score": 3, "scale": 5}
            rows["support/ratings"].append({"rating_id": number, **who, **rating})
        if random.random() < 0.2:
            note = {"author_role": "customer", "created_at": f"{on[2]} 00:00:00", "body": "Anruf"}
            rows["support/comments"].append({"comment_id": number, **who, **note})
        if random.random() < 0.3:
            address = random.choice(
                (f"person{number}@example.org", f"Person{number}@Example.org", f"fan{number}@example.org")
            )
            rows["newsletter/subscriptions"].append(
                {"list_id": "L", "email": address, "status": "subscribed", "signed_up_at": f"{on[1]} 07:00:00"}
            )
    for entity, known in rows.items():
        if known:
            path = landing / entity / "000.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(dict.fromkeys(column for row in known for column in row)))
                writer.writeheader()
                writer.writerows(known)


def same(what: str, build: duckdb.DuckDBPyConnection, query: str, expected: list[tuple]) -> None:
    """Fail with the first rows that only one side has."""
    left, right = Counter(build.execute(query).fetchall()), Counter(expected)
    assert left == right, (
        f"{what}: the build alone has {sorted((left - right), key=str)[:4]}, "
        f"the brute force alone has {sorted((right - left), key=str)[:4]}"
    )


def _year_before(on: date) -> date:
    """First day of the 12 months that end with the day."""
    after = on + timedelta(days=1)
    return after.replace(year=after.year - 1, day=28 if (after.month, after.day) == (2, 29) else after.day)
