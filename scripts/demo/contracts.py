"""The contract system: holders, contracts in all their versions, charges."""

from dataclasses import dataclass

import numpy as np

from demo.chance import (
    FIRST_DAY,
    LAST_DAY,
    NEVER,
    Column,
    Rng,
    add_months,
    arrival_days,
    digits,
    empty,
    hit,
    moment,
    month_start,
    pick,
    ragged,
    running_sum,
    scattered,
)
from demo.landing import Landing, dates, money, select, stamps, where_known
from demo.people import Addresses, People
from demo.portfolio import Brokers
from demo.records import CONTRACTS, person_block

# product line: letters, name, kind, yearly premium from, to (EUR), weight for persons, for firms
LINES = [
    ("kfz", "KF", "Kfz-Versicherung", "insurance", 290, 780, 26, 34),
    ("hausrat", "HR", "Hausrat Komfort", "insurance", 58, 190, 20, 0),
    ("haftpflicht", "PH", "Privathaftpflicht", "insurance", 46, 95, 22, 0),
    ("betriebshaftpflicht", "BH", "Betriebshaftpflicht", "insurance", 380, 1900, 0, 34),
    ("rechtsschutz", "RS", "Rechtsschutz Plus", "insurance", 190, 360, 11, 18),
    ("leben", "LV", "Risikoleben", "insurance", 120, 640, 8, 0),
    ("wohngebaeude", "WG", "Wohngebäude", "insurance", 290, 720, 6, 10),
    ("schutzpaket", "AB", "Schutzpaket-Abo", "subscription", 47, 120, 9, 4),
    ("reise", "RV", "Reiseversicherung", "insurance", 29, 140, 6, 0),
]
FREQUENCIES = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12, "single": 0, "free": 0}
DELIVERIES = {
    "2023-12-31": 0,
    "2024-06-30": 0,
    "2024-12-31": 0,
    "2025-06-30": 0,
    "2025-12-31": 0,
    "2026-06-30": 0,
}
DELIVERIES = {name: int(np.datetime64(name, "D").astype(int)) for name in DELIVERIES}


@dataclass
class Book:
    """The contracts of one block, one row each; `person` is a row of the people."""

    contract_id: Column
    person: Column
    holder_record: Column
    line: Column  # row in LINES
    start: Column
    end: Column  # first day without it; NEVER = open
    ended_by: Column  # customer, company, death, expiry, replaced; empty = open
    premium: Column  # cents per period, at the start
    frequency: Column
    annual: Column  # cents a year, at the start
    status: Column  # at the end of the data
    in_system: Column  # delivered by the contract system
    by_broker: Column  # delivered by a broker
    broker: Column  # broker number, -1 = none


def _plan(rng: Rng, people: People, in_contracts: Column, in_broker: Column) -> tuple[Column, Column, Column]:
    """Who signs what and when, and how it ends: one row per contract, successors included."""
    person = np.flatnonzero(in_contracts | in_broker)
    firm = people.is_firm[person]
    who, nth = ragged(1 + rng.poisson(np.where(firm, 0.9, 0.6)))
    begin = arrival_days(rng, len(person))
    waits = np.where(nth == 0, 0, rng.exponential(330, len(who)) * (1 - 0.6 * hit(rng, len(who), 0.3)))
    start = begin[who] + running_sum(waits, who, nth).astype(np.int64)
    for_firm = firm[who]
    line = np.where(
        for_firm,
        pick(rng, np.arange(len(LINES)), len(who), [x[7] for x in LINES]),
        pick(rng, np.arange(len(LINES)), len(who), [x[6] for x in LINES]),
    )
    first_of_month = hit(rng, len(who), 0.55)
    start = np.where(first_of_month, month_start(start, 1), start)
    january = (line == 0) & hit(rng, len(who), 0.4)
    start = np.where(january, add_months(month_start(start) // 1, 0), start)
    year = start.astype("datetime64[D]").astype("datetime64[Y]")
    start = np.where(january & (start > FIRST_DAY + 150), (year + 1).astype("datetime64[D]").astype(np.int64), start)
    fine = (start <= LAST_DAY + 45) & (start < people.died_on[person[who]])
    return person[who][fine], line[fine], start[fine]


def write_contracts(
    rng: Rng,
    landing: Landing,
    people: People,
    addresses: Addresses,
    brokers: Brokers,
    in_contracts: Column,
    in_broker: Column,
) -> Book:
    """All files of the contract system of one block."""
    person, line, start = _plan(rng, people, in_contracts, in_broker)
    count = len(person)
    firm = people.is_firm[person]
    low, high = (np.array([x[i] for x in LINES], dtype=float)[line] for i in (4, 5))
    annual = np.round(
        (low + (high - low) * rng.beta(1.6, 2.6, count))
        * people.wealth[person] ** 0.6
        * np.where(firm & (line == 0), 2.4, 1.0),
        2,
    )
    frequency = pick(rng, ["yearly", "monthly", "quarterly", "half_yearly"], count, [50, 30, 12, 8])
    frequency = np.where(np.isin(line, (5, 7)), "monthly", frequency)
    frequency = np.where(line == 8, "single", frequency).astype(object)
    frequency[hit(rng, count, 0.004)] = "free"
    surcharge = np.select([frequency == "monthly", frequency == "quarterly"], [1.05, 1.03], 1.0)
    periods = np.select([frequency == n for n in ("monthly", "quarterly", "half_yearly")], [12, 4, 2], 1)
    premium = np.round(annual * surcharge / periods * 100).astype(np.int64)
    premium[frequency == "free"] = 0

    end, ended_by, received = _endings(rng, people, person, line, start)
    renews = ~np.isin(line, (8,)) & hit(rng, count, 0.9)
    term_end = np.where(line == 8, start + rng.integers(10, 60, count), add_months(start, np.full(count, 12)))
    runs_out = ~renews & (term_end < end)
    end = np.where(runs_out, term_end, end)
    ended_by = np.where(runs_out, "expiry", ended_by)
    person, line, start, end, ended_by, received, premium, frequency, annual, renews, predecessor = _with_successors(
        rng, person, line, start, end, ended_by, received, premium, frequency, annual, renews
    )
    count = len(person)
    broker_of = np.where(in_broker, brokers.assign(rng, len(people)), -1)
    brokered = (broker_of[person] >= 0) & hit(rng, count, 0.85)
    in_system = in_contracts[person] | hit(rng, count, 0.55)
    by_broker = brokered & hit(rng, count, 0.97) | ~in_system
    offers = hit(rng, count, 0.04) & (predecessor < 0)
    void = ~offers & hit(rng, count, 0.008) & (predecessor < 0)
    letters = np.array([x[1] for x in LINES], dtype=object)[line]
    number = np.empty(count, dtype=np.int64)  # in the order of their starts
    number[np.argsort(start, kind="stable")] = brokers.next_contract + np.arange(count)
    brokers.next_contract += count
    contract_id = letters + "-" + digits(number, 8)

    ended = (end <= LAST_DAY) & ~offers & ~void
    known_cancel = (received <= LAST_DAY) & ~offers & ~void & (end < NEVER)
    pending = known_cancel & ~ended
    status = np.where(
        offers,
        "offer",
        np.where(void, "void", np.where(ended, "ended", np.where(pending, "cancellation_pending", "active"))),
    ).astype(object)
    odd = (status == "active") & (start < LAST_DAY - 200)
    status[odd & hit(rng, count, 0.008)] = "suspended"
    status[odd & (line == 5) & hit(rng, count, 0.04)] = "premium_free"
    holder_record = _write_holders(rng, landing, people, addresses, person, start, in_system)
    book = Book(
        contract_id=contract_id,
        person=person,
        holder_record=holder_record,
        line=line,
        start=start,
        end=end,
        ended_by=ended_by,
        premium=premium,
        frequency=frequency,
        annual=np.round(annual * 100).astype(np.int64),
        status=status,
        in_system=in_system,
        by_broker=by_broker,
        broker=np.where(brokered | ~in_system, broker_of[person], -1),
    )
    steps = _write_versions(rng, landing, book, received, renews, predecessor)
    _write_charges(rng, landing, book, steps)
    return book


def _endings(rng: Rng, people: People, person: Column, line: Column, start: Column) -> tuple[Column, Column, Column]:
    """The day a contract ends, who ended it and when the cancellation came in."""
    count = len(person)
    unfaithful = np.where(line == 7, 0.9, np.where(line == 5, 0.35, 1.0))
    years = 1 + np.floor(rng.exponential(5.2 / unfaithful)).astype(int)
    years = np.where(line == 0, 1 + np.floor(rng.exponential(3.8, count)).astype(int), years)
    end = add_months(start, np.minimum(years, 40) * 12)
    monthly = line == 7
    end = np.where(monthly, add_months(start, np.minimum(1 + rng.exponential(26, count).astype(int), 400)), end)
    ended_by = np.where(hit(rng, count, 0.86), "customer", "company").astype(object)
    abrupt = hit(rng, count, 0.06)  # sold the car, moved abroad, did not pay
    end = np.where(abrupt, start + 20 + rng.exponential(500, count).astype(int), end)
    ended_by[abrupt] = pick(rng, ["customer", "company", "other"], int(abrupt.sum()), [55, 30, 15])
    received = end - np.where(abrupt | monthly, rng.integers(1, 30, count), rng.integers(31, 110, count))
    death = people.died_on[person] + 10
    dies = (death < end) & (death <= LAST_DAY)
    end = np.where(dies, death, end)
    ended_by[dies] = "death"
    received = np.where(dies, death + 5, received)
    far = (end > LAST_DAY + 400) | (received > LAST_DAY)
    ended_by[far] = None
    return np.where(far, NEVER, end), ended_by, np.where(far, NEVER, np.maximum(received, start))


def _with_successors(
    rng: Rng,
    person: Column,
    line: Column,
    start: Column,
    end: Column,
    ended_by: Column,
    received: Column,
    premium: Column,
    frequency: Column,
    annual: Column,
    renews: Column,
) -> tuple[Column, ...]:
    """Some contracts are replaced by a new one with a new number: the old one ends technically."""
    fields = [person, line, start, end, ended_by, received, premium, frequency, annual, renews]
    predecessor = np.full(len(person), -1)
    for _ in range(2):
        last = np.flatnonzero(~np.isin(np.arange(len(fields[0])), predecessor) & (fields[1] != 8))
        begin, finish = fields[2][last], fields[3][last]
        ends_soon = (finish <= LAST_DAY - 30) & (fields[4][last] != "death")
        follows = np.where(
            ends_soon,
            hit(rng, len(last), 0.13),
            hit(rng, len(last), 0.035) & (finish >= NEVER) & (begin < LAST_DAY - 300),
        )
        rows = last[follows.astype(bool)]
        change = np.minimum(
            np.where(
                fields[3][rows] < NEVER,
                fields[3][rows],
                fields[2][rows] + 200 + rng.integers(0, 500, len(rows)),
            ),
            LAST_DAY - 20,
        )
        change = np.where(fields[3][rows] < NEVER, change, np.minimum(month_start(change), LAST_DAY - 20))
        fields[3] = fields[3].copy()
        fields[3][rows] = change
        fields[4][rows] = "replaced"
        fields[5][rows] = change - rng.integers(5, 30, len(rows))
        later = change + np.where(hit(rng, len(rows), 0.15), rng.integers(1, 25, len(rows)), 0)
        more = rng.uniform(0.9, 1.25, len(rows))
        new = [
            fields[0][rows],
            fields[1][rows],
            later,
            np.full(len(rows), NEVER),
            empty(len(rows)),
            np.full(len(rows), NEVER),
            np.round(fields[6][rows] * more).astype(np.int64),
            fields[7][rows],
            np.round(fields[8][rows] * more, 2),
            np.ones(len(rows), dtype=bool),
        ]
        fields = [np.concatenate([a, b]) for a, b in zip(fields, new, strict=True)]
        predecessor = np.concatenate([predecessor, rows])
    return *fields, predecessor


def _write_holders(
    rng: Rng,
    landing: Landing,
    people: People,
    addresses: Addresses,
    person: Column,
    start: Column,
    in_system: Column,
) -> Column:
    """contracts/holders: most people are one holder; some were entered a second time."""
    again = hit(rng, len(people), 0.06)
    order = np.argsort(start, kind="stable")
    first_start = np.full(len(people), NEVER)
    np.minimum.at(first_start, person[in_system], start[in_system])
    second = again[person] & (start > first_start[person] + 200)
    holder_id = "H" + digits(scattered(people.number[person] * 2 + second, 8, 5), 8)
    rows = order[in_system[order]]
    _, where = np.unique(holder_id[rows].astype(str), return_index=True)
    rows = rows[where]
    created = np.maximum(start[rows] - rng.integers(3, 40, len(rows)), FIRST_DAY)
    touched = np.where(
        hit(rng, len(rows), 0.75) & (people.moved_on[person[rows]] < LAST_DAY - 40),
        people.moved_on[person[rows]] + 30,
        created,
    )
    touched = np.where(
        hit(rng, len(rows), 0.8) & (people.married_on[person[rows]] < LAST_DAY - 60),
        np.maximum(touched, people.married_on[person[rows]] + 40),
        touched,
    )
    touched = np.minimum(np.maximum(touched, created), LAST_DAY)
    block = person_block(rng, people, addresses, person[rows], touched, CONTRACTS)
    at = moment(rng, created, 11, 2)
    landing.write(
        "contracts/holders",
        {
            "holder_id": holder_id[rows],
            **block,
            "created_at": stamps(at),
            "updated_at": stamps(np.maximum(at, moment(rng, touched, 11, 2))),
        },
    )
    landing.write_truth("contracts:" + holder_id[rows], people, person[rows])
    return "contracts:" + holder_id


def _write_versions(
    rng: Rng, landing: Landing, book: Book, received: Column, renews: Column, predecessor: Column
) -> tuple[Column, Column, Column]:
    """contracts/contracts: as signed, after every premium change, after the end; in its delivery."""
    rows = np.flatnonzero(book.in_system)
    years = np.arange(3)
    change_on = add_months(np.repeat(book.start[rows], 3), np.tile((years + 1) * 12, len(rows)))
    parent = np.repeat(rows, 3)
    real = (
        (change_on <= LAST_DAY)
        & (change_on < book.end[parent])
        & hit(rng, len(parent), 0.42)
        & ~np.isin(book.frequency[parent], ("single", "free"))
        & ~np.isin(book.status[parent], ("offer", "void"))
    )
    parent, change_on = parent[real], change_on[real]
    factor = np.where(
        hit(rng, len(parent), 0.84),
        rng.uniform(1.02, 1.10, len(parent)),
        rng.uniform(0.72, 0.97, len(parent)),
    )
    # running product of the factors within a contract
    log_factor = np.log(factor)
    first = np.ones(len(parent), dtype=bool)
    first[1:] = parent[1:] != parent[:-1]
    grown = np.exp(running_sum(log_factor, parent, np.where(first, 0, 1)) if len(parent) else log_factor)
    finished = rows[np.isin(book.status[rows], ("ended", "cancellation_pending", "suspended", "premium_free", "void"))]
    latest = np.ones(len(book.start))
    latest[parent] = grown  # rows come in order: the last one stays
    versions = np.concatenate([rows, parent, finished])
    stage = np.repeat([0, 1, 2], [len(rows), len(parent), len(finished)])
    scale = np.concatenate([np.ones(len(rows)), grown, latest[finished]])
    premium = np.round(book.premium[versions] * scale).astype(np.int64)
    dropped = (stage == 2) & (book.status[versions] == "premium_free")
    frequency = np.where(dropped, "free", book.frequency[versions])
    premium[dropped] = 0
    told = np.where(
        book.ended_by[finished] == "expiry",
        book.end[finished],
        np.where(received[finished] < NEVER, received[finished], np.minimum(book.start[finished] + 250, LAST_DAY)),
    )
    told = np.where(book.status[finished] == "void", book.start[finished] + 12, told)
    updated = np.concatenate(
        [
            book.start[rows] - rng.integers(2, 25, len(rows)),
            change_on - rng.integers(1, 40, len(parent)),
            np.maximum(told, book.start[finished] - 1),
        ]
    )
    updated = np.clip(updated, FIRST_DAY, LAST_DAY)
    final = stage == 2
    status = np.where(final, book.status[versions], np.where(book.status[versions] == "offer", "offer", "active"))
    by = np.where(final, book.ended_by[versions], None)
    cancelled = np.isin(by, ("customer", "company", "death", "other", "replaced"))
    count = len(versions)
    end = np.where(final, book.end[versions], NEVER)
    no_date = final & (status == "ended") & (by == "customer") & hit(rng, count, 0.02)
    updated = np.where(no_date, np.clip(end, FIRST_DAY, LAST_DAY), updated)
    term = add_months(book.start[versions], np.full(count, 12))
    for _ in range(3):
        term = np.where((term <= updated) & renews[versions], add_months(term, np.full(count, 12)), term)
    fixed = ~renews[versions] | (book.line[versions] == 8)
    end_date = np.where(cancelled & hit(rng, count, 0.5), end, np.where(by == "expiry", end, term))
    end_date = np.where(
        fixed & ~cancelled & (book.frequency[versions] == "single"),
        np.where(book.end[versions] < NEVER, book.end[versions], term),
        end_date,
    )
    end_date = np.where(no_date | (book.status[versions] == "offer"), NEVER, end_date)
    effective = np.where(cancelled & ~no_date, end, NEVER)
    came = np.where(cancelled & (book.ended_by[versions] != "replaced"), received[versions], NEVER)
    line = book.line[versions]
    known_predecessor = predecessor[versions] >= 0
    older = np.where(known_predecessor, book.contract_id[np.maximum(predecessor[versions], 0)], None)
    columns = {
        "contract_id": book.contract_id[versions],
        "holder_id": np.array([r[10:] for r in book.holder_record[versions]], dtype=object),
        "product_line": np.array([x[0] for x in LINES], dtype=object)[line],
        "product_name": np.array([x[2] for x in LINES], dtype=object)[line],
        "kind": np.array([x[3] for x in LINES], dtype=object)[line],
        "status": status,
        "start_date": dates(book.start[versions]),
        "end_date": dates(end_date),
        "renewal_date": dates(np.where(fixed | (status == "ended"), NEVER, term)),
        "auto_renews": ~fixed,
        "notice_period_days": np.where(line == 7, 30, np.where(line == 0, 30, 90)),
        "premium_amount": money(premium),
        "premium_frequency": frequency,
        "currency": np.full(count, "EUR", dtype=object),
        "cancellation_received_at": stamps(np.where(came < NEVER, moment(rng, came, 11, 2), -1)),
        "cancellation_effective_date": dates(effective),
        "cancelled_by": np.where(cancelled, np.where(by == "replaced", "other", by), None),
        "is_technical_cancellation": where_known(by == "replaced", cancelled),
        "predecessor_contract_id": older,
        "broker_id": np.where(book.broker[versions] >= 0, "B" + digits(np.maximum(book.broker[versions], 0), 3), None),
        "updated_at": stamps(np.minimum(moment(rng, updated, 11, 2) + stage * 3600, (LAST_DAY + 1) * 86400 - 1)),
    }
    begin = -NEVER
    for delivery, last in DELIVERIES.items():
        now = np.flatnonzero((updated > begin) & (updated <= last))
        landing.write("contracts/contracts", select(columns, now[np.argsort(updated[now], kind="stable")]), delivery)
        begin = last
    return parent, change_on, grown


def _write_charges(rng: Rng, landing: Landing, book: Book, steps: tuple[Column, Column, Column]) -> None:
    """contracts/charges: one per due date; a part of the contracts has none and accrues."""
    charged = hit(rng, len(book.start), 0.78) & (book.in_system | hit(rng, len(book.start), 0.15))
    charged &= ~np.isin(book.status, ("offer", "void")) & (book.frequency != "free") & (book.start <= LAST_DAY)
    rows = np.flatnonzero(charged)
    months = np.array([FREQUENCIES[f] for f in book.frequency[rows]])
    last = np.minimum(book.end[rows] - 1, LAST_DAY + 31)
    span = np.maximum(last - book.start[rows], 0) / 30.4
    counts = np.where(months == 0, 1, span // np.maximum(months, 1) + 2).astype(int)
    parent, nth = ragged(counts)
    due = add_months(book.start[rows][parent], nth * months[parent])
    fine = (due <= last[parent]) | (nth == 0)
    fine = np.flatnonzero(fine)[np.argsort(due[fine], kind="stable")]
    contract, due, nth = rows[parent[fine]], due[fine], nth[fine]
    factor = np.ones(len(due))
    step_parent, change_on, grown = steps
    for year in range(3):  # the latest premium change on or before the due date
        on, to = np.full(len(book.start), NEVER), np.ones(len(book.start))
        place = np.arange(len(step_parent)) - _first_place(step_parent)
        on[step_parent[place == year]] = change_on[place == year]
        to[step_parent[place == year]] = grown[place == year]
        factor = np.where(on[contract] <= due, to[contract], factor)
    amount = np.round(book.premium[contract] * factor).astype(np.int64)
    period = np.maximum(np.array([FREQUENCIES[f] for f in book.frequency[contract]]), 1)
    draw = rng.random(len(due))
    status = np.where(draw < 0.012, "failed", np.where(draw < 0.018, "reversed", "paid")).astype(object)
    status[(due > LAST_DAY - 20) & (draw > 0.4) | (due > LAST_DAY)] = "open"
    landing.write(
        "contracts/charges",
        {
            "charge_id": book.contract_id[contract] + "-" + digits(nth + 1, 3),
            "contract_id": book.contract_id[contract],
            "due_date": dates(due),
            "period_start": dates(due),
            "period_end": dates(add_months(due, period) - 1),
            "net_amount": money(amount),
            "currency": np.full(len(due), "EUR", dtype=object),
            "status": status,
        },
    )


def _first_place(sorted_parents: Column) -> Column:
    """For sorted parents: the position at which each row's parent begins."""
    return np.searchsorted(sorted_parents, sorted_parents, side="left")
