"""The brokers: their clients, the contracts they deliver (their own way), their commissions."""

import numpy as np

from demo.chance import (
    FIRST_DAY,
    LAST_DAY,
    NEVER,
    Column,
    Rng,
    digits,
    hit,
    mapped,
    moment,
    pick,
    ragged,
    text_column,
)
from demo.contracts import LINES, Book
from demo.landing import Landing, dates, money, stamps
from demo.people import Addresses, People
from demo.portfolio import Brokers
from demo.records import BROKER, person_block

QUARTERS = [f"{year}-{end}" for year in (2023, 2024, 2025, 2026) for end in ("03-31", "06-30", "09-30", "12-31")][2:14]
QUARTERS = {name: int(np.datetime64(name, "D").astype(int)) for name in QUARTERS}
INSURERS = [
    "Nordstern Versicherung",
    "Alpina Leben",
    "Hanseatische Sach",
    "Rheinland Assekuranz",
    "Bergische Krankenversicherung",
    "Concordanz Rechtsschutz",
]  # invented
OWN = "Demo Versicherung"


def _spell(rng: Rng, numbers: Column) -> Column:
    """Contract numbers as brokers type them."""
    style = rng.random(len(numbers))
    out = numbers.copy()
    for i in np.flatnonzero(style > 0.45):
        text = numbers[i]
        if style[i] < 0.65:
            out[i] = text.replace("-", " ")
        elif style[i] < 0.8:
            out[i] = text.replace("-", "").lower()
        elif style[i] < 0.9:
            out[i] = f"{text[:2]} {text[3:7]} {text[7:]}"
        else:
            out[i] = f"{text[:2].lower()}-{text[3:6]}.{text[6:]}"
    return out


def write_broker(
    rng: Rng,
    landing: Landing,
    people: People,
    addresses: Addresses,
    brokers: Brokers,
    book: Book,
    in_broker: Column,
) -> dict[str, Column]:
    """All broker files of one block; returns the clients' records and their people."""
    broker_of = np.full(len(people), -1)
    served = np.flatnonzero(book.broker >= 0)
    broker_of[book.person[served]] = book.broker[served]
    idle = in_broker[broker_of[in_broker] < 0]
    broker_of[idle] = brokers.assign(rng, len(idle))
    person, broker = in_broker, broker_of[in_broker]
    # some have a second broker, or had another one before
    other = in_broker[hit(rng, len(in_broker), 0.09)]
    second = (broker_of[other] + 1 + rng.integers(0, brokers.count - 1, len(other))) % brokers.count
    person, broker = np.concatenate([person, other]), np.concatenate([broker, second])
    is_second = np.arange(len(person)) >= len(in_broker)
    first_start = np.full(len(people), LAST_DAY - 100)
    np.minimum.at(first_start, book.person, book.start)
    mandate = np.maximum(first_start[person] - rng.integers(0, 200, len(person)), FIRST_DAY - 90)
    mandate = np.where(is_second, np.minimum(mandate + rng.integers(100, 500, len(person)), LAST_DAY - 30), mandate)
    mandate = np.minimum(mandate, LAST_DAY - 5)
    order = np.argsort(mandate, kind="stable")  # clients are numbered as they come
    person, broker, is_second, mandate = (column[order] for column in (person, broker, is_second, mandate))
    client_id = "C-" + digits(brokers.number_clients(broker), 5)
    quarter_ends = np.array(list(QUARTERS.values()))
    delivered = quarter_ends[np.minimum(np.searchsorted(quarter_ends, mandate), len(quarter_ends) - 1)]
    block = person_block(rng, people, addresses, person, mandate, BROKER)
    own = rng.random(len(person)) < brokers.writes_own_contact[broker]
    block["phone"] = np.where(own & hit(rng, len(own), 0.8), brokers.phone[broker], block["phone"])
    block["email"] = np.where(own & hit(rng, len(own), 0.7), brokers.email[broker], block["email"])
    broker_id = brokers.broker_id[broker]
    for name, day in QUARTERS.items():
        now = delivered == day
        landing.write(
            "broker/clients",
            {
                "client_id": client_id[now],
                "broker_id": broker_id[now],
                **{column: values[now] for column, values in block.items()},
                "mandate_date": dates(np.where(hit(rng, int(now.sum()), 0.9), mandate[now], NEVER)),
                "delivered_at": stamps(moment(rng, delivered[now], 18, 0.5)),
            },
            name,
        )
    record = "broker:" + broker_id + "/" + client_id
    landing.write_truth(record, people, person)
    _write_contracts(rng, landing, brokers, book, person, broker, client_id, is_second)
    _write_commissions(rng, landing, brokers, book)
    return {"record": record, "person": person, "broker": broker}


def _write_contracts(
    rng: Rng,
    landing: Landing,
    brokers: Brokers,
    book: Book,
    person: Column,
    broker: Column,
    client_id: Column,
    is_second: Column,
) -> None:
    """broker/contracts: full or delta deliveries per quarter, own contracts and those held elsewhere."""
    client_of = np.full((2, int(max(person.max(initial=0), book.person.max(initial=0))) + 1), -1)
    client_of[0][person[~is_second]] = np.flatnonzero(~is_second)
    client_of[1][person[is_second]] = np.flatnonzero(is_second)
    own = np.flatnonzero(
        book.by_broker
        & (book.broker >= 0)
        & (client_of[0][book.person] >= 0)
        & ~np.isin(book.status, ("offer", "void"))
    )
    own = own[np.argsort(book.start[own], kind="stable")]
    # the second broker delivers some of the same contracts
    twice = own[(client_of[1][book.person[own]] >= 0) & hit(rng, len(own), 0.3)]
    who, _ = ragged(rng.poisson(0.8, len(person)))
    elsewhere = len(who)
    client = np.concatenate([client_of[0][book.person[own]], client_of[1][book.person[twice]], who])
    contract = np.concatenate([own, twice, np.full(elsewhere, -1)])
    count = len(client)
    is_own = contract >= 0
    at = np.maximum(contract, 0)
    line = np.where(is_own, book.line[at] if len(book.line) else 0, rng.integers(0, 7, count))
    start = np.where(is_own, book.start[at], rng.integers(FIRST_DAY - 4000, LAST_DAY - 30, count))
    end = np.where(is_own, book.end[at], np.where(hit(rng, count, 0.1), start + 365 * rng.integers(1, 9, count), NEVER))
    annual = np.where(is_own, book.premium[at], rng.integers(5000, 60000, count))
    frequency = np.where(is_own, book.frequency[at], "yearly")
    insurer_number = "X" + digits(rng.integers(0, 10**8, count), 8)
    number = np.where(is_own, book.contract_id[at], insurer_number)
    key = "V" + digits(brokers.next_row + np.arange(count), 7)
    brokers.next_row += count
    insurer = np.where(is_own, OWN, pick(rng, INSURERS, count))
    lost = np.where(
        hit(rng, count, 0.02), rng.integers(FIRST_DAY + 200, LAST_DAY, count), NEVER
    )  # vanishes from full ones
    its_broker = broker[client]
    full = brokers.sends_full[its_broker]
    previous = -NEVER
    for name, day in QUARTERS.items():
        exists = (start <= day + 30) & (start <= LAST_DAY)
        fresh = exists & ((start > previous + 30) | (previous < 0))
        ended_now = (end <= day) & (end > previous)
        known_end = end <= day
        gone = (end <= previous) | (lost <= day)
        send = np.where(full, exists & ~gone, fresh | (exists & ended_now) | (exists & hit(rng, count, 0.04)))
        rows = np.flatnonzero(send)
        broker_id = brokers.broker_id[its_broker[rows]]
        status = np.where(known_end[rows], "ended", "active").astype(object)
        landing.write(
            "broker/contracts",
            {
                "broker_contract_id": key[rows],
                "broker_id": broker_id,
                "client_id": client_id[client[rows]],
                "contract_id": _spell(rng, number[rows]),
                "insurer": insurer[rows],
                "is_own": is_own[rows],
                "product_line": np.array([x[0] for x in LINES], dtype=object)[line[rows]],
                "status": status,
                "start_date": dates(start[rows]),
                "end_date": dates(np.where(known_end[rows], end[rows], NEVER)),
                "premium_amount": money(annual[rows]),
                "premium_frequency": frequency[rows],
                "currency": np.full(len(rows), "EUR", dtype=object),
                "delivery_id": broker_id + "-" + name[:7],
                "delivery_kind": np.where(full[rows], "full", "delta"),
                "delivered_at": stamps(day * 86400 + 18 * 3600 + its_broker[rows] * 60),
            },
            name,
        )
        previous = day


def _write_commissions(rng: Rng, landing: Landing, brokers: Brokers, book: Book) -> None:
    """broker/commissions: at the start, every year, and back when a contract did not last a year."""
    rows = np.flatnonzero((book.broker >= 0) & ~np.isin(book.status, ("offer", "void")) & (book.start <= LAST_DAY - 10))
    begin, end = book.start[rows], book.end[rows]
    acquired = np.round(book.annual[rows] * rng.uniform(0.12, 0.25, len(rows))).astype(np.int64)
    parts = [(rows, begin + 5, "acquisition", acquired)]
    for year in (1, 2):
        on = begin + 365 * year
        stays = (on <= LAST_DAY) & (on < end)
        parts.append((rows[stays], on[stays], "renewal", np.round(book.annual[rows[stays]] * 0.06).astype(np.int64)))
    early = (end - begin < 360) & (end <= LAST_DAY - 20) & (end > begin)
    back = np.round(acquired[early] * (1 - (end - begin)[early] / 365)).astype(np.int64)
    parts.append((rows[early], end[early] + 15, "reversal", -back))
    row = np.concatenate([p[0] for p in parts])
    kind = text_column([p[2] for p in parts for _ in range(len(p[0]))])
    on = np.concatenate([p[1] for p in parts])
    fine = np.flatnonzero(on <= LAST_DAY)
    fine = fine[np.argsort(on[fine], kind="stable")]
    row, kind, on = row[fine], kind[fine], on[fine]
    amount = np.concatenate([p[3] for p in parts])[fine]
    landing.write(
        "broker/commissions",
        {
            "commission_id": mapped(kind, lambda t: t[:2].upper())
            + digits(on - FIRST_DAY, 4)
            + "-"
            + book.contract_id[row],
            "broker_id": brokers.broker_id[book.broker[row]],
            "contract_id": book.contract_id[row],
            "booked_on": dates(on),
            "kind": kind,
            "amount": money(amount),
            "currency": np.full(len(row), "EUR", dtype=object),
        },
    )
