"""Baskets, order habits, contract stocks, service, costs, volatility and outlook, computed a second time with pandas.

The ways differ from the models': every order, contract and month end is looked at by itself. What both start from
(revenue events, purchases, statuses, contracts) is proven elsewhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from frames import ordinal, read

DEFAULTS = {"launch": 90, "dependency": 0.5, "early": 12, "reply_hours": 24}
BANDS = {"first_year": 0, "second_year": 365, "third_to_fifth_year": 730, "long_standing": 1825}


def close(found: float | None, expected: float | None) -> bool:
    """Equal up to the last digits of a double; both empty is equal too."""
    if expected is None or pd.isna(expected):
        return found is None or pd.isna(found)
    return not pd.isna(found) and abs(found - expected) <= 1e-9 * max(1.0, abs(expected))


def share(part: float, whole: float) -> float | None:
    """Empty where there is no whole."""
    return part / whole if whole else None


def later(day: date, months: int) -> date:
    """A date so many months later, month ends clipped."""
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()


@pytest.fixture(scope="module")
def months(company) -> list[tuple[int, date, bool]]:
    """Every month with its last day and whether it is complete."""
    rows = company.execute("select month, last_date, is_complete from intermediate.int_activity__months order by month")
    return [(month.year * 12 + month.month - 1, last, whole) for month, last, whole in rows.fetchall()]


def trusted_from(company, sources: str) -> int:
    """The month from which on who looks new is new in each of the sources: 12 months after its first revenue."""
    firsts = company.execute(
        f"""select min(event_date) from intermediate.int_activity__revenue_items
        where left_out_by is null and source {sources} group by source"""
    ).fetchall()
    return max((day.year * 12 + day.month - 1 + 12 for (day,) in firsts), default=10**6)


@pytest.fixture(scope="module")
def orders(company) -> pd.DataFrame:
    """Every counted order with what is said of it, worked out order by order."""
    frame = read(
        company,
        """select i.order_key, i.customer_id, i.event_at, i.event_date, i.event_date as month, i.amount as amount,
            i.amount::varchar as exact, i.original_amount::varchar as original, o.discount_amount::varchar as discount,
            l.items, l.discount::varchar as line_discount
        from intermediate.int_activity__revenue_items i
        join staging.stg_shop__orders o on 'shop:' || o.order_id = i.order_key
        left join (select order_id, sum(quantity)::double as items, sum(discount_amount) as discount
            from staging.stg_shop__order_lines group by order_id) l using (order_id)
        where i.kind = 'order' and i.left_out_by is null order by i.event_at, i.order_key""",
    )
    first_day = dict(
        company.execute(
            "select customer_id, min(purchase_date) from intermediate.int_activity__purchases group by customer_id"
        ).fetchall()
    )
    purchases = {
        key for (key,) in company.execute("select purchase_key from intermediate.int_activity__purchases").fetchall()
    }
    statuses: dict[str, tuple[list, list]] = {}
    for customer, since, status in company.execute(
        "select customer_id, valid_from, lifecycle_status from marts.customer_statuses order by customer_id, valid_from"
    ).fetchall():
        starts, names = statuses.setdefault(customer, ([], []))
        starts.append(since)
        names.append(status)
    lines = read(
        company,
        """select 'shop:' || l.order_id as order_key, coalesce(l.product_group, p.product_group) as product_group,
            p.launched_on
        from staging.stg_shop__order_lines l left join staging.stg_company__products p using (product_id)""",
    )
    groups = lines.dropna(subset=["product_group"]).groupby("order_key")["product_group"].agg(set).to_dict()
    launches = lines.dropna(subset=["launched_on"]).groupby("order_key")["launched_on"].agg(set).to_dict()
    names_launches = read(company, "select launched_on from staging.stg_company__products")["launched_on"].notna().any()

    seen: dict[tuple[str, str], object] = {}
    bought: dict[str, list[tuple[object, bool]]] = {}
    rows = []
    for row in frame.itertuples():
        day, customer = row.event_date.date(), row.customer_id
        known = isinstance(customer, str)
        starts, names = statuses.get(customer, ([], [])) if known else ([], [])
        at = bisect_right(starts, day - timedelta(days=1)) - 1
        named = row.discount if isinstance(row.discount, str) else row.line_discount
        discount = None
        if isinstance(named, str) and isinstance(row.exact, str) and Decimal(row.original) > 0 <= Decimal(named):
            exact = Decimal(named) * Decimal(row.exact) / Decimal(row.original)
            discount = float(exact.quantize(Decimal("0.01"), "ROUND_HALF_UP") * 100)
        cheap = Decimal(named) > 0 if isinstance(named, str) else None
        if known and cheap is not None:
            bought.setdefault(customer, []).append((row.event_at, cheap))
        groups_known = known and row.order_key in groups
        new_group = [
            g
            for g in (groups[row.order_key] if groups_known else ())
            if seen.setdefault((customer, g), row.event_at) == row.event_at
        ]
        launch = any(
            0 <= (day - pd.Timestamp(d).date()).days < DEFAULTS["launch"] for d in launches.get(row.order_key, ())
        )
        launch_known = names_launches and not pd.isna(row.items)
        told = {"launch": launch if launch_known else None, "new_group": bool(new_group) if groups_known else None}
        rows.append({
            "customer": customer, "month": row.month, "amount": row.amount, "items": row.items, "discount": discount,
            "cheap": cheap, "at": row.event_at, **told,
            "trial": None if set(told.values()) == {None} else any(told.values()),
            "revenue_class": ("existing" if first_day.get(customer, day) < day else "new") if known else "unidentified",
            "lifecycle_status": (names[at] if at >= 0 else "prospect") if known else "unidentified",
            "is_purchase": row.order_key in purchases,
        })  # fmt: skip
    for row in rows:
        so_far = [cheap for at, cheap in bought.get(row["customer"], ()) if at <= row["at"]]
        row["dependent"] = len(so_far) > 1 and sum(so_far) >= DEFAULTS["dependency"] * len(so_far)
    return pd.DataFrame(rows, columns=[
        "customer", "month", "amount", "items", "discount", "cheap", "dependent", "launch", "new_group", "trial",
        "revenue_class", "lifecycle_status", "is_purchase",
    ])  # fmt: skip


def test_habits_are_what_every_order_says(company, orders, months):
    found = read(company, "select * from marts.order_habits")
    stood = {
        (month, status): count
        for month, status, count in read(
            company,
            "select month, lifecycle_status, customer_count - entered_count + left_count from marts.lifecycle_months",
        ).itertuples(index=False)
    }
    assert len(found) == len(months) * 11
    assert (found["is_trusted"] == (found["month"] >= trusted_from(company, "= 'shop'"))).all()
    for row in found.itertuples():
        own = orders[(orders["month"] == row.month) & (orders[row.breakdown] == row.customer_group)]
        priced, baskets, named = (
            own.dropna(subset=["discount"]),
            own.dropna(subset=["items"]),
            own.dropna(subset=["cheap"]),
        )
        assert (row.order_count, row.order_amount, row.discount_amount) == (
            len(own), own["amount"].sum(), priced["discount"].sum(),
        )  # fmt: skip
        start = stood.get((row.month, row.customer_group)) if row.breakdown == "lifecycle_status" else None
        assert close(row.start_customer_count, start)
        expected = {
            "orders_per_customer": share(len(own), start or 0) if row.customer_group != "prospect" else None,
            "items_per_order": share(baskets["items"].sum(), len(baskets)) if baskets["items"].sum() > 0 else None,
            "price_realisation_share": share(priced["amount"].sum(), priced["amount"].sum() + priced["discount"].sum()),
            "discounted_share": share(named["cheap"].sum(), len(named)),
            "discount_dependent_share": share(named["dependent"].sum(), named["customer"].notna().sum()),
            **{f"{name}_share": share(own[name].sum(), own[name].count()) for name in ("launch", "new_group", "trial")},
        }
        assert {name: value for name, value in expected.items() if not close(getattr(row, name), value)} == {}, row


def test_baskets_are_compared_in_three_readings(company, orders, months):
    found = read(company, "select * from marts.basket_comparisons").set_index(["month", "period_months", "reading"])
    baskets = orders[orders["is_purchase"] & orders["amount"].notna()]
    first = baskets[baskets["revenue_class"] == "new"]
    own_first = first.groupby("customer")["amount"].mean()
    whole = [month for month, _, is_whole in months if is_whole]
    years = [last for last in whole[::-1][::12] if last - 11 >= months[0][0]]
    periods = [(month, 1) for month, *_ in months] + [(month, 12) for month in years]
    assert len(found) == 3 * len(periods)
    trusted = trusted_from(company, "= 'shop'")
    for month, length in periods:
        inside = baskets[baskets["month"].between(month - length + 1, month)]
        a, b = (inside[inside["revenue_class"] == name]["amount"] for name in ("new", "existing"))
        back = inside[inside["revenue_class"] == "existing"].groupby("customer")["amount"].mean()
        back = back[back.index.isin(own_first.index)]
        expected = {
            "pooled_mean": (len(a), len(b), a.mean(), b.mean()),
            "median": (len(a), len(b), a.median(), b.median()),
            "within_customer": (len(back), len(back), own_first.reindex(back.index).mean(), back.mean()),
        }
        for reading, (firsts, laters, before, after) in expected.items():
            row = found.loc[(month, length, reading)]
            assert row.is_trusted == (month - length + 1 >= trusted)
            assert (row.first_count, row.later_count) == (firsts, laters)
            reason = (
                "no_later_basket" if not laters
                else "no_first_basket" if not firsts
                else "first_basket_of_nothing" if not before
                else None
            )  # fmt: skip
            assert (row.missing_reason if isinstance(row.missing_reason, str) else None) == reason
            assert close(row.uplift, after / before - 1 if firsts and laters and before else None), (
                month,
                length,
                reading,
            )
            for name, value in (("first_basket_amount", before), ("later_basket_amount", after)):
                assert pd.isna(row[name]) if pd.isna(value) else abs(row[name] - value) <= 0.5 + 1e-6


def test_contract_stocks_are_what_every_month_end_says(company, months):
    found = read(company, "select * from marts.contract_stocks").set_index(["scope", "month"])
    contracts = company.execute(
        """select source, customer_id, chain_key, product_line, start_date, coalesce(end_date, date '9999-01-01'),
            is_loss_end, cancelled_by,
            cancellation_received_at is not null or auto_renews or source = 'broker' as is_cancelled
        from intermediate.int_activity__contracts where is_counted"""
    ).fetchall()
    starts: dict[str, date] = {}
    for _, _, chain, _, start, *_ in contracts:
        if start <= months[-1][1]:
            starts[chain] = min(start, starts.get(chain, start))
    contracts = [c for c in contracts if c[4] < c[5] and c[4] <= months[-1][1]]
    scopes = {"all": contracts}
    for contract in contracts:
        scopes.setdefault(contract[0], []).append(contract)
    assert len(found) == (len(scopes) * len(months) if contracts else 0)
    for scope in {scope for scope, _ in found.index}:
        stocks = []
        for month, last, _ in months:
            row = found.loc[(scope, month)]
            live = [c for c in scopes[scope] if c[4] <= last < c[5]]
            stocks.append(len(live))
            since = date((month - 11) // 12, (month - 11) % 12 + 1, 1)
            kinds = dict.fromkeys(("early", "late", "expiry", "death", "other"), 0)
            for _, _, chain, _, _, end, is_loss, by, is_cancelled in scopes[scope]:
                if is_loss and since <= end <= last:
                    if by in ("death", "other"):
                        kinds[by] += 1
                    elif by or is_cancelled:
                        kinds["early" if end <= later(starts[chain], DEFAULTS["early"]) else "late"] += 1
                    else:
                        kinds["expiry"] += 1
            lines: dict[str, list[str]] = {}
            for _, customer, _, line, *_ in live:
                if customer is not None:
                    lines.setdefault(customer, []).append(line)
            crossed = sum(len(set(held)) > 1 for held in lines.values())
            assert {kind: row[f"{kind}_count"] for kind in kinds} == kinds, (scope, month)
            assert (row.stock_count, row.holder_count, row.cross_holder_count) == (len(live), len(lines), crossed)
            mean, cancelled = np.mean(stocks[-12:]), kinds["early"] + kinds["late"]
            assert close(row.cancellation_rate, share(cancelled, mean) if len(stocks) >= 12 else None)
            assert close(row.contracts_per_customer, share(sum(map(len, lines.values())), len(lines)))
            assert close(row.cross_selling_share, share(crossed, len(lines)))


def test_service_is_what_every_ticket_and_customer_says(company, months):
    found = read(company, "select * from marts.service_levels").set_index(["month", "tenure_band"])
    first = dict(
        company.execute(
            "select customer_id, occasion_date from intermediate.int_activity__occasions where occasion_rank = 1"
        ).fetchall()
    )

    def band(customer: str, day: date) -> str:
        if customer not in first or first[customer] > day:
            return "before_purchase"
        return [name for name, since in BANDS.items() if since <= (day - first[customer]).days][-1]

    periods = company.execute(
        """select customer_id, valid_from, coalesce(valid_to, date '9999-01-01') from marts.customer_statuses
        where lifecycle_status <> 'former'"""
    ).fetchall()
    spans: dict[str, list[tuple]] = defaultdict(list)
    for customer, since, until in periods:
        spans[customer].append((since, until))
    tickets: dict[tuple, list] = {}
    for customer, at, reply, minutes in company.execute(
        """select customer_id, t.created_at,
            case
                when t.first_reply_at >= t.created_at
                and t.first_reply_at::date <= (select max(last_date) from intermediate.int_activity__months)
                    then t.first_reply_at
            end,
            coalesce(t.handling_minutes, 15)::double
        from staging.stg_support__tickets t join intermediate.int_identity__customer_records using (record_id)
        where t.status <> 'spam'
        and t.created_at::date <= (select max(last_date) from intermediate.int_activity__months)"""
    ).fetchall():
        if not any(since <= at.date() < until for since, until in spans[customer]):
            continue
        key = (at.year * 12 + at.month - 1, band(customer, at.date()))
        tickets.setdefault(key, []).append((at, reply, minutes))
    closing = pd.Timestamp(months[-1][1]) + pd.Timedelta(days=1)
    limit = timedelta(hours=DEFAULTS["reply_hours"])
    for month, last, _ in months:
        counts = pd.Series([band(c, last) for c, since, until in periods if since <= last < until]).value_counts()
        for name in ("before_purchase", *BANDS):
            row, own = found.loc[(month, name)], tickets.get((month, name), [])
            waits = [(reply - at) for at, reply, _ in own if reply]
            judged = [reply for at, reply, _ in own if reply or at + limit < closing]
            assert (row.customer_count, row.ticket_count) == (counts.get(name, 0), len(own)), (month, name)
            assert close(row.minutes_per_ticket, share(sum(m for *_, m in own), len(own)))
            assert close(row.first_reply_in_time_share, share(sum(w <= limit for w in waits), len(judged)))
            # whole minutes as the clock shows them
            minutes = [
                pd.Timestamp(reply).floor("min") - pd.Timestamp(at).floor("min") for at, reply, _ in own if reply
            ]
            assert close(row.first_reply_minutes, share(sum(m.total_seconds() / 60 for m in minutes), len(minutes)))


def test_costs_are_set_against_who_came_and_who_is_there(company, months):
    found = read(company, "select * from marts.cost_ratios").set_index(["month", "period_months"])
    costs = read(company, "select month, kind, amount from staging.stg_company__costs")
    costs = costs[costs["month"].between(months[0][0], months[-1][0])]
    sums = costs.assign(kind=costs["kind"].replace("service", "retention")).groupby(["month", "kind"])["amount"].sum()
    first = ordinal(
        read(company, "select occasion_date from intermediate.int_activity__occasions where occasion_rank = 1")[
            "occasion_date"
        ]
    )
    existing = read(
        company, "select month, customer_count from marts.existing_customer_definitions where is_default"
    ).set_index("month")["customer_count"]
    covered = sorted(set(costs["month"]))
    periods = [(m, 1) for m in covered] + [(m, 12) for m in covered if all(m - n in covered for n in range(12))]
    assert sorted(found.index) == sorted(periods)
    trusted = trusted_from(company, "is not null")
    for month, length in periods:
        inside = range(month - length + 1, month + 1)
        win, keep = (sum(sums[m, kind] for m in inside) / 100 for kind in ("acquisition", "retention"))
        new, there = first.isin(inside).sum(), np.mean([existing[m] for m in inside])
        row = found.loc[(month, length)]
        assert row.is_trusted == (month - length + 1 >= trusted)
        assert (row.new_customer_count, row.mean_existing_customers) == (new, pytest.approx(there))
        assert close(row.cost_ratio, (win / new) / (keep / there) if new and there else None)
        assert close(row.acquisition_share, win / (win + keep) if new and there else None)


def test_volatility_is_the_coefficient_of_variation_of_12_months(company):
    shares = company.execute("select * from marts.revenue_shares order by month").df()
    checked = 0
    for _, rows in shares.groupby(["scope", "definition"]):
        for at, row in enumerate(rows.itertuples()):
            for kind in ("existing", "new", "unidentified"):
                year = rows[f"{kind}_amount"].iloc[max(0, at - 11) : at + 1]
                is_measured = len(year) == 12 and row.is_complete and year.sum() > 0.004
                assert close(getattr(row, f"{kind}_volatility"), year.std() / year.mean() if is_measured else None)
                checked += is_measured
    assert checked


def test_the_outlook_and_its_error_are_what_every_contract_and_customer_says(company, months):
    found = company.execute("select * from marts.revenue_outlooks").df()
    whole = [(month, last) for month, last, is_whole in months if is_whole]
    now, made = whole[-1]
    contracts = company.execute(
        """select contract_key, start_date, coalesce(end_date, date '9999-01-01'), is_loss_end,
            cancelled_by is null and cancellation_received_at is null and not auto_renews and source = 'contracts',
            cancellation_received_at::date, predecessor_key
        from intermediate.int_activity__contracts where is_counted"""
    ).fetchall()
    by_key = {contract[0]: contract for contract in contracts}
    premiums: dict[str, list[tuple]] = {}
    for key, since, until, months_apart, payment in company.execute(
        """select contract_key, valid_from, coalesce(valid_to, date '9999-01-01'), payment_months,
            (annual_premium_amount / payments_per_year)::double
        from intermediate.int_activity__contract_premiums where payments_per_year > 0"""
    ).fetchall():
        premiums.setdefault(key, []).append((since, until, months_apart, payment or 0.0))
    first = company.execute(
        "select customer_id, occasion_date from intermediate.int_activity__occasions where occasion_rank = 1"
    ).df()
    first = first.assign(month=ordinal(first["occasion_date"])).set_index("customer_id")["month"]
    items = company.execute(
        """select customer_id, contract_key, source, event_date, amount::double as amount
        from intermediate.int_activity__revenue_items where left_out_by is null"""
    ).df()
    items = items.assign(month=ordinal(items["event_date"]), since=items["customer_id"].map(first))
    shop = items[items["source"] == "shop"]
    assert len(found) == 24
    for back in (0, 12):
        month, made_on = now - back, later(made + timedelta(days=1), -back) - timedelta(days=1)
        year_before = later(made_on + timedelta(days=1), -12) - timedelta(days=1)
        certain, renewable = dict.fromkeys(range(1, 13), 0.0), dict.fromkeys(range(1, 13), 0.0)
        at_risk = lost = 0

        def knows(end, is_term, received, is_past=bool(back), made_on=made_on):
            return not is_past or end <= made_on or is_term or (received and received <= made_on)

        def begun(contract, made_on=made_on):
            """Whether a contract, or one that it continues without a loss, has started."""
            before = by_key.get(contract[6])
            return contract[1] <= made_on or bool(before and not before[3] and begun(before))

        own = {contract[0] for contract in contracts if begun(contract)}
        for key, start, end, is_loss, is_term, received, predecessor in contracts:
            if key not in own:
                continue
            if start > made_on and not (
                by_key[predecessor][2].year < 9999 and knows(by_key[predecessor][2], *by_key[predecessor][4:6])
            ):
                continue
            if start <= year_before < end and (end > made_on or is_loss):
                at_risk, lost = at_risk + 1, lost + (end <= made_on)
            last = end if knows(end, is_term, received) else date(9999, 1, 1)
            for since, until, apart, payment in premiums.get(key, []):
                if not since <= made_on < until or last <= made_on:
                    continue
                age = month - (start.year * 12 + start.month - 1)
                for n in range(1, 13):
                    if age + n >= 0 and (age + n) % apart == 0 and later(start, age + n) < last:
                        anniversary = max(age, 0) // 12 * 12 + 12
                        (renewable if last.year == 9999 and age + n >= anniversary else certain)[n] += payment
        known_now, known_then = (first <= month).sum(), (first <= month - 12).sum()
        rows = found[found["made_on"] == pd.Timestamp(made_on)].sort_values("month")
        outlook = []
        for n, row in enumerate(rows.itertuples(), 1):
            renewal = renewable[n] * (1 - lost / at_risk) if renewable[n] and at_risk else None if renewable[n] else 0.0
            earlier = shop[(shop["month"] == month + n - 12) & (shop["since"] <= month - 12)]["amount"].sum()
            repeat = earlier / known_then * known_now if known_then else None
            assert abs(row.contracted_amount - certain[n]) < 0.0051
            for value, expected in ((row.renewal_amount, renewal), (row.repeat_amount, repeat)):
                assert pd.isna(value) if expected is None else abs(value - expected) < 0.0051, (made_on, n)
            assert close(row.outlook_amount, row.contracted_amount + row.renewal_amount + row.repeat_amount)
            outlook.append(row.outlook_amount)
            if back:
                came = shop[(shop["month"] == month + n) & (shop["since"] <= month)]["amount"].sum()
                came += items[(items["month"] == month + n) & items["contract_key"].isin(own)]["amount"].sum()
                assert row.actual_amount == pytest.approx(came, abs=0.001)
            else:
                assert pd.isna(row.actual_amount)
        if back and not pd.isna(outlook).any() and rows["actual_amount"].sum() > 0:
            year = sum(outlook) / rows["actual_amount"].sum() - 1
            assert rows["year_outlook_error"].to_numpy() == pytest.approx(year)
