"""Indicators of early warning and contract deadlines of a demo company, found a second time customer by customer.

Nothing of the models is used but who is who (customer_records), occasions, and contracts with their versions.
"""

from __future__ import annotations

import calendar
import csv
import math
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from statistics import mean

import duckdb
import pytest
import yaml

from generate_demo import generate
from house import ROOT

AS_OF = date(2026, 6, 30)
VARS = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
RECENT = AS_OF - timedelta(days=VARS["risk_recent_days"])  # the recent period begins after this day …
EARLIER = RECENT - timedelta(days=VARS["risk_earlier_days"])  # … and the earlier one after this
YEAR = AS_OF - timedelta(days=VARS["risk_earlier_days"])
Found = dict[tuple[str, str], tuple]


@pytest.fixture(scope="module")
def database(build_company, tmp_path_factory) -> Path:
    """A demo company with enough customers for every indicator."""
    landing = tmp_path_factory.mktemp("demo") / "landing"
    generate(landing, customers=3000)
    return build_company(landing, as_of=str(AS_OF), select="customer_risks")


@pytest.fixture(scope="module")
def tables(database) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


def by_customer(tables, sql: str) -> dict[str, list[tuple]]:
    """Rows per customer_id (first column)."""
    rows = defaultdict(list)
    for customer, *row in tables.execute(sql).fetchall():
        rows[customer].append(tuple(row))
    return rows


def is_recent(day: date) -> bool:
    return RECENT < day <= AS_OF


def is_earlier(day: date) -> bool:
    return EARLIER < day <= RECENT


def letters(tables) -> Found:
    """Open and click rates: two proportions."""
    owners = defaultdict(set)
    for email, customer in tables.execute(
        """select email, customer_id from intermediate.int_identity__records
        inner join intermediate.int_identity__customer_records using (record_id) where email is not null"""
    ).fetchall():
        owners[email.strip().lower()].add(customer)
    events = defaultdict(lambda: defaultdict(list))
    for email, campaign, event, machine, at in tables.execute(
        "select email, campaign_id, event, is_machine_open, occurred_at from staging.stg_newsletter__events"
    ).fetchall():
        if EARLIER < at.date() <= AS_OF:
            events[email.strip().lower(), campaign][event].append((at.date(), bool(machine)))
    sent = defaultdict(list)
    for (email, _), letter in events.items():
        if letter["sent"] and not letter["bounce"] and len(owners[email]) == 1:
            opened = any(not machine for _, machine in letter["open"])
            sent[min(owners[email])].append((min(letter["sent"])[0], opened, bool(letter["click"])))
    found = {}
    for customer, rows in sent.items():
        new, old = [r for r in rows if is_recent(r[0])], [r for r in rows if is_earlier(r[0])]
        if min(len(new), len(old)) < VARS["risk_min_letters"]:
            continue
        for place, code in ((1, "open_rate_falling"), (2, "click_rate_falling")):
            hits = sum(r[place] for r in new), sum(r[place] for r in old)
            pooled = sum(hits) / (len(new) + len(old))
            if 0 < pooled < 1:
                rates = hits[0] / len(new), hits[1] / len(old)
                error = math.sqrt(pooled * (1 - pooled) * (1 / len(new) + 1 / len(old)))
                found[customer, code] = ((rates[1] - rates[0]) / error, *rates, max(new)[0], None)
    return found


def service(tables) -> Found:
    """Complaints, ratings, waiting, competitors."""
    found = {}
    tickets = by_customer(
        tables,
        """select customer_id, ticket_id, coalesce(is_complaint, false), status, created_at, first_reply_at,
            coalesce(solved_at, updated_at)
        from staging.stg_support__tickets inner join intermediate.int_identity__customer_records using (record_id)
        where status <> 'spam'""",
    )
    complaints = {c: [r for r in rows if r[1] and r[3].date() <= AS_OF] for c, rows in tickets.items()}
    for customer, rows in complaints.items():
        still_open = [r[3].date() for r in rows if r[2] in ("open", "pending") or r[5].date() > AS_OF]
        if still_open:
            days = (AS_OF - min(still_open)).days
            found[customer, "complaint_open"] = (days, days, None, min(still_open), None)
    ratings = by_customer(
        tables,
        "select customer_id, rated_on, rating_id, satisfaction::double from intermediate.int_relationship__ratings",
    )
    for customer, rows in ratings.items():
        new, old = [r[2] for r in rows if is_recent(r[0])], [r[2] for r in rows if is_earlier(r[0])]
        last = max(rows)
        if new and old:
            found[customer, "ratings_falling"] = (mean(old) - mean(new), mean(new), mean(old), last[0], None)
        complained = any(r[3].date() > YEAR for r in complaints.get(customer, []))
        if last[0] > YEAR and not complained:
            found[customer, "unhappy_silent"] = (VARS["low_satisfaction"] - last[2], last[2], None, last[0], None)
    waits = defaultdict(list)
    asked = {}
    for customer, rows in tickets.items():
        for ticket, _, status, created, replied, _ in rows:
            asked[ticket] = customer
            if created.date() <= AS_OF and (replied or status in ("open", "pending")):
                is_answered = replied and replied.date() <= AS_OF
                answered = replied if is_answered else datetime.combine(AS_OF, time())
                waits[customer, "served_slower"].append((created, answered))
    previous = {}
    for ticket, role, at in tables.execute(
        """select ticket_id, author_role, created_at from staging.stg_support__comments
        where ticket_id is not null and author_role <> 'system' order by created_at, comment_id"""
    ).fetchall():
        if role == "customer" and previous.get(ticket, ("",))[0] == "agent" and ticket in asked:
            waits[asked[ticket], "replies_slower"].append((previous[ticket][1], at))
        previous[ticket] = (role, at)
    for code in ("served_slower", "replies_slower"):
        logs = {}
        for (customer, kind), pairs in waits.items():
            if kind == code:
                rows = [(end.date(), math.log(1 + max(0, hours(start, end)))) for start, end in pairs]
                rows = [r for r in rows if EARLIER < r[0] <= AS_OF]
                new, old = [r[1] for r in rows if is_recent(r[0])], [r[1] for r in rows if is_earlier(r[0])]
                logs[customer] = (new, old, max(rows)[0] if rows else None)
        everybody = mean(log for _, old, _ in logs.values() for log in old)
        prior = VARS["rating_prior_count"]
        for customer, (new, old, last) in logs.items():
            if new:
                before = (sum(old) + prior * everybody) / (len(old) + prior)
                row = (math.exp(mean(new) - before), math.exp(mean(new)) - 1, math.exp(before) - 1)
                found[customer, code] = (*(round(number, 2) for number in row), last, None)
    for customer, rows in by_customer(
        tables,
        """select customer_id, body, created_at from staging.stg_support__comments
        inner join intermediate.int_identity__customer_records using (record_id) where author_role = 'customer'""",
    ).items():
        days = [
            at.date()
            for body, at in rows
            if is_recent(at.date()) and re.search(VARS["competitor_pattern"], body.lower())
        ]
        if days:
            found[customer, "competitor_mentioned"] = (len(days), len(days), None, max(days), None)
    return found


def hours(start: datetime, end: datetime) -> int:
    """Full hours on the clock between two times."""
    floor = [t.replace(minute=0, second=0, microsecond=0) for t in (start, end)]
    return int((floor[1] - floor[0]).total_seconds() // 3600)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, clipped to its end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def deadlines(tables) -> dict[str, tuple]:
    """Per live contract: customer, why there is no deadline, renewal, end reached by notice, deadline, cancelled on."""
    words = defaultdict(list)
    for key, *word in tables.execute(
        """select contract_key, updated_at, delivery_number, status, end_date, renewal_date, cancellation_effective_date
        from intermediate.int_activity__contract_versions"""
    ).fetchall():
        words[key].append(word)
    result = {}
    for key, customer, start, end, renews, notice, status, received, by, is_paper in tables.execute(
        """select contract_key, customer_id, start_date, end_date, auto_renews, notice_period_days, status,
            cancellation_received_at, cancelled_by, is_technical_end or (end_date is not null and not is_loss_end)
        from intermediate.int_activity__contracts where is_counted"""
    ).fetchall():
        if start > AS_OF or (end and end <= AS_OF):
            continue
        calm = sorted(w for w in words[key] if w[2] not in ("ended", "cancellation_pending"))
        stated = calm[-1][3:5] if calm else (None, None)
        cancelled = received.date() if received else None
        if cancelled is None and (status == "cancellation_pending" or (calm and calm[-1][5])):
            cancelled = max(words[key])[0].date()
        if not is_paper and cancelled and cancelled <= AS_OF:
            reason = "death" if by == "death" else "cancelled"
            result[key] = (customer, reason, None, None, None, cancelled, end)
        elif end or not renews:
            reason = "no_term_end" if not end and not any(stated) else "ends_by_itself"
            result[key] = (customer, reason, None, None, None, None, end)
        elif not any(stated):
            result[key] = (customer, "no_term_end", None, None, None, None, end)
        else:
            to_come = [d for d in stated if d and d > AS_OF]
            anchor = to_come[0] if to_come else max(d for d in stated if d)
            gap = (anchor.year - start.year) * 12 + anchor.month - start.month
            step = min(12, max(1, gap)) if anchor > start else 12
            ends = [add_months(anchor, step * n) for n in range(400)]
            renewal = next(e for e in ends if e > AS_OF)
            if notice is None or not 0 <= notice <= VARS["max_notice_days"]:
                result[key] = (customer, "no_notice_period", renewal, None, None, None, end)
            else:
                reached = next(e for e in ends if e > AS_OF and e - timedelta(days=notice) >= AS_OF)
                result[key] = (customer, None, renewal, reached, reached - timedelta(days=notice), None, end)
    return result


def deceased(tables) -> set[str]:
    """Customers whose contract a death has ended or will end, without another live one and without a purchase since."""
    live = deadlines(tables)
    deaths = by_customer(
        tables,
        f"""select customer_id, least(coalesce(cancellation_received_at::date, end_date), end_date)
        from intermediate.int_activity__contracts
        where is_counted and cancelled_by = 'death'
            and (end_date <= '{AS_OF}' or cancellation_received_at::date <= '{AS_OF}')""",
    )
    bought = by_customer(tables, "select customer_id, occasion_date from intermediate.int_activity__occasions")
    holders = {customer for customer, reason, *_ in live.values() if reason != "death"}
    return {c for c, days in deaths.items() if c not in holders and max(bought[c]) <= max(days)}


def contracts(tables) -> Found:
    """Cancellations, notice windows and raised premiums of live contracts: the gravest of each customer."""
    found = {}

    def add(customer, code, order, row):
        if customer and ((customer, code) not in best or order < best[customer, code]):
            best[customer, code], found[customer, code] = order, row

    best: dict = {}
    live = deadlines(tables)
    premiums = defaultdict(list)
    for key, amount, since in tables.execute(
        """select contract_key, annual_premium_amount::double, valid_from
        from intermediate.int_activity__contract_premiums order by contract_key, valid_from"""
    ).fetchall():
        premiums[key].append((since, amount))
    starts = dict(
        tables.execute("select contract_key, start_date from intermediate.int_activity__contracts").fetchall()
    )
    for key, (customer, reason, _, _, deadline, cancelled, end) in live.items():
        in_force = [a for since, a in premiums[key] if since <= AS_OF]
        if reason == "cancelled":
            amount = in_force[-1] if in_force else None
            row = (1, amount, None, cancelled, end)
            add(customer, "cancellation_received", (end or date.max, -cancelled.toordinal(), key), row)
        if deadline and (deadline - AS_OF).days <= VARS["notice_window_days"]:
            near = max(starts[key], deadline - timedelta(days=VARS["notice_window_days"]))
            row = (1, (deadline - AS_OF).days, None, near, deadline)
            add(customer, "notice_window_near", (deadline, -near.toordinal(), key), row)
        for (_, before), (since, after) in zip(premiums[key], premiums[key][1:], strict=False):
            if is_recent(since) and since > starts[key] and before and after and after > before:
                row = (after / before - 1, after, before, since, None)
                add(customer, "premium_raised", (1 - after / before, -since.toordinal(), key), row)
    return found


def purchases(tables) -> Found:
    """Overdue and falling purchases of buyers without a contract, against a rhythm drawn to that of all."""
    days = by_customer(tables, "select customer_id, occasion_date from intermediate.int_activity__occasions")
    related = dict(
        tables.execute(
            """select customer_id, live_contract_count > 0 from intermediate.int_relationship__standings
            where lifecycle_status in ('occasional', 'existing', 'loyal')"""
        ).fetchall()
    )
    past = {c: sorted(d for (d,) in days[c]) for c in related}
    gaps = sum((d[-1] - d[0]).days for d in past.values()) / sum(len(d) - 1 for d in past.values())
    prior = VARS["rhythm_prior_gaps"]
    found = {}
    for customer, dates in past.items():
        if len(dates) < 2 or related[customer]:
            continue
        gap = ((dates[-1] - dates[0]).days + prior * gaps) / (len(dates) - 1 + prior)
        silent = (AS_OF - dates[-1]).days
        due = AS_OF + timedelta(days=round(gap - silent))
        if due <= AS_OF:
            found[customer, "repurchase_overdue"] = (silent / gap, silent, gap, due, due)
        new = sum(d > AS_OF - timedelta(days=365) for d in dates)
        old = sum(AS_OF - timedelta(days=730) < d <= AS_OF - timedelta(days=365) for d in dates)
        if new + old:
            found[customer, "purchases_falling"] = ((old - new) / math.sqrt(old + new), new, old, min(due, AS_OF), due)
    return found


def test_every_raised_indicator_is_found_by_hand_and_no_other(tables):
    with (ROOT / "seeds" / "indicators.csv").open(encoding="utf-8") as file:
        rules = {row["code"]: row for row in csv.DictReader(file)}
    related = {
        customer
        for (customer,) in tables.execute(
            """select customer_id from intermediate.int_relationship__standings
            where lifecycle_status not in ('prospect', 'former')"""
        ).fetchall()
    }
    related -= deceased(tables)
    expected = {}
    for (customer, code), row in {
        **letters(tables), **service(tables), **contracts(tables), **purchases(tables)
    }.items():  # fmt: skip
        rule = rules[code]
        if customer in related and row[0] >= float(rule["medium_from"]):
            high = rule["high_from"] and row[0] >= float(rule["high_from"])
            expected[customer, code] = ("high" if high else "medium", *row)
    raised = {
        (customer, code): row
        for customer, code, *row in tables.execute(
            """select customer_id, indicator, level, strength, indicator_value, comparison_value, raised_on, due_date
            from marts.risk_indicators where indicator <> 'score_above_average'"""
        ).fetchall()
    }
    assert set(raised) == set(expected)
    assert {code for _, code in raised} >= set(rules) - {"score_above_average", "click_rate_falling"}
    for key, row in raised.items():
        level, *numbers, raised_on, due = expected[key]
        assert (row[0], row[4], row[5]) == (level, raised_on, due), key
        for published, number in zip(row[1:4], numbers, strict=True):
            assert published == number or published == pytest.approx(number, abs=1e-9), key


def test_every_deadline_is_found_by_hand_and_lies_before_the_end(tables):
    expected = {key: row[:5] for key, row in deadlines(tables).items()}
    published = {
        key: tuple(row)
        for key, *row in tables.execute(
            """select contract_key, customer_id, missing_reason, renewal_date, term_end_date, notice_deadline
            from marts.contract_deadlines"""
        ).fetchall()
    }
    assert published == expected
    assert {row[1] for row in published.values()} == {None, "cancelled", "ends_by_itself", "no_term_end"}
    assert all(AS_OF <= row[4] <= row[3] for row in published.values() if row[4])


def test_levels_follow_from_the_indicators_and_every_customer_has_one_or_a_reason(tables):
    signs = by_customer(tables, "select customer_id, level = 'high', is_decisive from marts.risk_indicators")
    dead = deceased(tables)
    for customer, level, score, reason, sentences in tables.execute(
        "select customer_id, risk_level, risk_score, score_missing_reason, reasons from marts.customer_risks"
    ).fetchall():
        own = signs.get(customer, [])
        high = sum(is_high for is_high, _ in own)
        assert reason in ("former", "deceased") if customer in dead else reason != "deceased"
        if reason in ("prospect", "former", "deceased"):
            expected = None
        elif high > 1 or (True, True) in own:
            expected = "high"
        elif high or len(own) > 1 or any(decisive for _, decisive in own):
            expected = "medium"
        else:
            expected = "low"
        assert level == expected
        assert (score is None) == (reason is not None)
        assert (sentences is not None) == bool(own)


ORDER = {"status": "completed", "payment_status": "paid", "currency": "EUR", "updated_at": "2026-06-01"}
CONTRACT = {
    "product_line": "kfz", "product_name": "Kfz", "kind": "insurance", "status": "active", "start_date": "2025-01-01",
    "auto_renews": "true", "premium_frequency": "yearly", "premium_amount": "100", "currency": "EUR",
    "updated_at": "2025-01-01",
}  # fmt: skip
POOR = {
    "one customer, all refunded, nothing of value": {
        "shop/orders": [
            {**ORDER, "order_id": "1", "customer_id": "1", "ordered_at": "2026-06-01", "net_amount": "10"},
            {**ORDER, "order_id": "2", "customer_id": "1", "ordered_at": "2026-06-02", "net_amount": "0"},
            {**ORDER, "order_id": "3", "customer_id": "1", "ordered_at": "2026-06-03", "net_amount": "5"},
        ],
        "shop/refunds": [
            {"refund_id": "1", "order_id": "1", "refunded_at": "2026-06-04", "net_amount": "10", "currency": "EUR"},
            {"refund_id": "2", "order_id": "3", "refunded_at": "2026-06-04", "net_amount": "50", "currency": "EUR"},
        ],
    },
    "no repeat buyer in a single month": {
        "shop/orders": [
            {**ORDER, "order_id": str(n), "customer_id": str(n), "ordered_at": "2026-06-01", "net_amount": "10"}
            for n in range(30)
        ]
    },
    "contracts that say little": {
        "contracts/contracts": [
            {**CONTRACT, "contract_id": "no_end", "holder_id": "1", "premium_frequency": "free", "premium_amount": "0"},
            {**CONTRACT, "contract_id": "no_notice", "holder_id": "2", "end_date": "2026-01-01"},
            {
                **CONTRACT, "contract_id": "far", "holder_id": "3", "end_date": "2035-01-01",
                "renewal_date": "2035-01-01", "notice_period_days": "90",
            },
            {
                **CONTRACT, "contract_id": "backwards", "holder_id": "4", "end_date": "2024-01-01",
                "notice_period_days": "2000000000",
            },
            {**CONTRACT, "contract_id": "later", "holder_id": "5", "start_date": "2027-01-01"},
        ]
    },
}  # fmt: skip
TABLES = (
    "customer_risks risk_indicators contract_deadlines risk_backtests risk_calibrations owner_watchlist cohort_decays"
)


@pytest.mark.parametrize("name", POOR)
def test_poor_data_give_reasons_and_never_a_crash_or_an_infinite_number(name, build_company):
    database = build_company(POOR[name], select=TABLES)
    with duckdb.connect(str(database), read_only=True) as connection:
        for table in TABLES.split():
            for row in connection.execute(f"select * from marts.{table}").fetchall():
                assert not any(isinstance(v, float) and not math.isfinite(v) for v in row), (table, row)
        risks = connection.execute(
            "select risk_level, risk_score, score_missing_reason, deadline_missing_reason from marts.customer_risks"
        ).fetchall()
        assert risks
        assert all(score is None and reason for _, score, reason, _ in risks)
        deadlines = connection.execute(
            "select contract_id, missing_reason, notice_deadline from marts.contract_deadlines order by contract_id"
        ).fetchall()
    if name == "contracts that say little":
        assert deadlines == [
            ("backwards", "no_notice_period", None),
            ("far", None, date(2034, 10, 3)),
            ("no_end", "no_term_end", None),
            ("no_notice", "no_notice_period", None),
        ]
