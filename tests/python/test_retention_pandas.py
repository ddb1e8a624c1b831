"""Retention, concentration, cohorts and contract movements, computed a second time with pandas, to the cent.

Nothing of the models is used but the revenue events, occasions and contracts they start from, and the ways differ: here
every customer and month end is looked at, there only the changes.
"""

from __future__ import annotations

from decimal import Decimal
from math import ceil

import numpy as np
import pandas as pd
import pytest

from frames import read

BRIDGE = ["start", "new", "reactivated", "up", "down", "lost", "end"]
MOVEMENTS = ["start", "new", "reactivation", "upgrade", "downgrade", "churn", "technical_in", "technical_out", "end"]


@pytest.fixture(scope="module")
def revenue(company) -> dict[str, pd.DataFrame]:
    """Per scope the cents of every customer (rows) in every month (columns), and whether there was any event."""
    events = read(
        company,
        """select customer_id, source, event_date as month, coalesce(amount, 0) as amount
        from intermediate.int_activity__revenue_items where left_out_by is null and customer_id is not null""",
    )
    scopes = {"all": events, **dict(list(events.groupby("source")))}
    return {
        scope: rows.pivot_table(index="customer_id", columns="month", values="amount", aggfunc="sum")
        for scope, rows in scopes.items()
    }


def year(table: pd.DataFrame, last: int) -> pd.Series:
    """Cents of every customer in the 12 months up to `last`; empty without any event in them."""
    return table[[m for m in table.columns if last - 12 < m <= last]].sum(axis=1, min_count=1)


def test_retention_is_what_two_years_of_every_customer_say(company, revenue):
    found = read(company, "select * from marts.revenue_retention").set_index(["scope", "month"])
    assert set(found.index.get_level_values("scope")) == set(revenue)
    checked = 0
    for (scope, month), row in found.iterrows():
        table = revenue[scope]
        now, then = year(table, month), year(table, month - 12)
        before = table[[m for m in table.columns if m <= month - 12]].notna().any(axis=1)
        change = now.fillna(0) - then.fillna(0)
        is_new, is_back, is_lost = ~before, before & then.isna() & now.notna(), then.notna() & now.isna()
        rises, falls = change.clip(lower=0), (-change).clip(lower=0)
        expected = {
            "start": then.sum(),
            "new": rises[is_new].sum(),
            "reactivated": rises[is_back].sum(),
            "up": rises[~is_new & ~is_back].sum(),
            "down": falls[~is_lost].sum(),
            "lost": falls[is_lost].sum(),
            "end": now.sum(),
        }
        assert {part: row[f"{part}_amount"] for part in BRIDGE} == expected, (scope, month)
        if expected["start"] > 0:
            base = then.dropna()
            kept = now.reindex(base.index).fillna(0)
            assert row["nrr"] == pytest.approx(kept.sum() / base.sum(), rel=1e-12)
            assert row["grr"] == pytest.approx(np.minimum(kept, base).sum() / base.sum(), rel=1e-12)
        else:
            assert pd.isna(row["nrr"])
            assert pd.isna(row["grr"])
        if (then > 0).any():
            assert row["logo_retention"] == pytest.approx((now[then > 0] > 0).mean(), rel=1e-12)
        else:
            assert pd.isna(row["logo_retention"])
        checked += expected["start"] > 0
    assert checked > 12


def test_concentration_is_what_sorted_customers_say(company, revenue):
    found = read(company, "select * from marts.revenue_concentration").set_index(["scope", "month"])
    assert len(found) == company.execute("select count(*) from marts.revenue_retention").fetchone()[0]
    for (scope, month), row in found.iterrows():
        customers = year(revenue[scope], month)
        cents = np.sort(customers[customers > 0].to_numpy(dtype="int64"))[::-1]
        count, total = len(cents), int(cents.sum())
        assert (row["customer_count"], row["revenue_amount"]) == (count, total), (scope, month)
        if not count:
            assert row[["top_1_share", "hhi", "gini", "customers_for_50pct", "is_dependent"]].isna().all()
            continue
        running = np.cumsum(cents)
        tops = {"1": 1, "5": 5, "10": 10, "10pct": ceil(Decimal(count) / 10), "20pct": ceil(Decimal(count) / 5)}
        for name, top in tops.items():
            assert row[f"top_{name}_share"] == pytest.approx(running[min(top, count) - 1] / total, rel=1e-12)
        hhi = float((100 * cents / total) @ (100 * cents / total))
        mean_difference = sum(float(np.abs(cents - c).sum()) for c in cents) / count**2
        assert row["hhi"] == pytest.approx(hhi, rel=1e-9)
        assert row["effective_customers"] == pytest.approx(10_000 / hhi, rel=1e-9)
        assert row["gini"] == pytest.approx(mean_difference / (2 * total / count), abs=1e-9)
        assert row["customers_for_50pct"] == int(np.argmax(running * 10 >= total * 5)) + 1
        assert row["customers_for_80pct"] == int(np.argmax(running * 10 >= total * 8)) + 1
        assert row["is_dependent"] == (cents[0] * 10 >= total)


def test_cohorts_are_what_every_customers_months_say(company, revenue):
    found = read(company, "select * from marts.cohort_retention")
    occasions = read(company, "select customer_id, occasion_date as month from intermediate.int_activity__occasions")
    lives = read(
        company,
        """select customer_id, start_date as first_month, least(end_date - 1, last_date) as last_month
        from intermediate.int_activity__contracts, (select max(last_date) as last_date from
        intermediate.int_activity__months) where is_counted and customer_id is not null and start_date <= last_date
        and (end_date is null or end_date > start_date)""",
    )
    active = {(c, m) for c, m in occasions.itertuples(index=False)}
    active |= {(c, m) for c, first, last in lives.itertuples(index=False) for m in range(first, last + 1)}
    cohort_of = occasions.groupby("customer_id")["month"].min()
    active = {(c, m) for c, m in active if c in cohort_of.index}  # a successor alone is no occasion
    months = read(company, "select month from intermediate.int_activity__months")["month"]
    first, last = months.min(), months.max()
    cents = revenue["all"].stack().rename("cents").reset_index()
    cents["cohort"] = cents["customer_id"].map(cohort_of)
    sums = cents.groupby(["cohort", "month"])["cents"].sum()
    counts = pd.Series([(cohort_of[c], m) for c, m in active]).value_counts()
    expected = {
        (cohort, month): (size, counts.get((cohort, month), 0), sums.get((cohort, month), 0))
        for cohort, size in cohort_of.value_counts().items()
        for month in range(max(cohort, first), last + 1)
    }
    assert expected == {
        (row.cohort_month, row.month): (row.cohort_size, row.customer_count, row.revenue_amount)
        for row in found.itertuples()
    }
    assert (found["month_number"] == found["month"] - found["cohort_month"]).all()
    assert np.allclose(found["retention"], found["customer_count"] / found["cohort_size"], rtol=1e-12, atol=0)


def test_movements_are_what_every_month_end_says(company, request):
    found = read(company, "select * from marts.contract_movements")
    contracts = company.execute(
        """select contract_key, customer_id, start_date, coalesce(end_date, date '9999-01-01') as end_date,
            is_loss_end, successor_start_date
        from intermediate.int_activity__contracts where is_counted and customer_id is not null
        and (end_date is null or end_date > start_date)"""
    ).fetchall()
    if not contracts:
        assert found.empty
        return
    premiums: dict[str, list[tuple]] = {}
    unknown: dict[str, list[tuple]] = {}
    for key, since, until, amount, is_unknown in company.execute(
        """select contract_key, valid_from, coalesce(valid_to, date '9999-01-01'), coalesce(annual_premium_amount, 0),
            annual_premium_amount is null
        from intermediate.int_activity__contract_premiums"""
    ).fetchall():
        premiums.setdefault(key, []).append((since, until, amount))
        if is_unknown:
            unknown.setdefault(key, []).append((since, until))

    def premium(key: str, day) -> Decimal:
        return next(amount for since, until, amount in premiums[key] if since <= day < until)

    days = company.execute("select month, last_date from intermediate.int_activity__months order by month").fetchall()
    day_before = company.execute("select (min(month) - 1)::date from intermediate.int_activity__months").fetchone()[0]
    ends = [day_before, *(last for _, last in days)]

    def count_unknown(day) -> int:
        lives = (key for key, _, start, end, _, _ in contracts if start <= day < end)
        return sum(since <= day < until for key in lives for since, until in unknown.get(key, []))

    def stock(day) -> dict[str, tuple[Decimal, int]]:
        held: dict[str, tuple[Decimal, int]] = {}
        for key, customer, start, end, _, _ in contracts:
            if start <= day < end:
                amount, count = held.get(customer, (Decimal(0), 0))
                held[customer] = (amount + premium(key, day), count + 1)
        return held

    expected: dict[tuple, list] = {}

    def add(month, movement: str, amount: Decimal, count: int = 1) -> None:
        row = expected[month, movement]
        row[0] += int(amount * 100)
        row[1] += count

    previous, known = stock(ends[0]), _known_before(contracts, ends[0])
    for at, (month, last) in enumerate(days):
        number, current = month.year * 12 + month.month - 1, stock(last)
        expected |= {(number, movement): [0, 0] for movement in MOVEMENTS}
        add(number, "start", sum((a for a, _ in previous.values()), Decimal(0)), len(previous))
        add(number, "end", sum((a for a, _ in current.values()), Decimal(0)), len(current))
        moves: dict[str, tuple[Decimal, int]] = {}
        for key, customer, _, end, is_loss, successor in contracts:
            if is_loss or end.year == 9999:
                continue
            for day, sign in ((end, -1), (successor, 1)):
                if day and ends[at] < day <= last:
                    worth = max(p for p in premiums[key] if p[0] < end)[2]
                    amount, count = moves.get(customer, (Decimal(0), 0))
                    moves[customer] = (amount + sign * worth, count + sign)
        for customer in previous.keys() | current.keys():
            (was, held), (now, holds) = previous.get(customer, (Decimal(0), 0)), current.get(customer, (Decimal(0), 0))
            worth, count = moves.get(customer, (Decimal(0), 0))
            base = _towards(was, now, worth)
            kept = _towards(held, holds, count)
            if base != was:
                add(number, "technical_in" if base > was else "technical_out", abs(base - was))
            if not kept and holds:
                add(number, "reactivation" if customer in known else "new", now - base)
            elif kept and not holds:
                add(number, "churn", base - now)
            elif now != base:
                add(number, "upgrade" if now > base else "downgrade", abs(now - base))
        known |= current.keys()
        previous = current
    assert expected == {(r.month, r.movement): [r.annual_premium_amount, r.customer_count] for r in found.itertuples()}
    stocks = found.dropna(subset="unknown_premium_count").set_index(["month", "movement"]).unknown_premium_count
    days_of = {month.year * 12 + month.month - 1: ends[at : at + 2] for at, (month, _) in enumerate(days)}
    unknowns = {
        (m, e): count_unknown(day) for m, pair in days_of.items() for e, day in zip(("start", "end"), pair, strict=True)
    }
    assert stocks.to_dict() == unknowns


def _known_before(contracts: list[tuple], day) -> set[str]:
    """Customers with a live contract at the end of a month up to `day`."""
    ends = pd.date_range(min([start for _, _, start, *_ in contracts]), day, freq="ME").date
    return {c for _, c, start, end, *_ in contracts if any(start <= last < end for last in ends)}


def _towards(was, now, move):
    """Where a technical move leads from `was`, at most to `now` and never away from it."""
    return max(now, was + min(move, 0)) if now < was else min(now, was + max(move, 0))
