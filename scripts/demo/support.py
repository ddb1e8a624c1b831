"""The service desk: requesters, tickets, comments and call notes, ratings."""

from dataclasses import dataclass

import numpy as np

from demo.chance import (
    FIRST_DAY,
    LAST_DAY,
    NEVER,
    Column,
    Rng,
    arrival_days,
    digits,
    empty,
    hit,
    moment,
    pick,
    ragged,
    read_list,
    scattered,
    text_column,
)
from demo.contracts import Book
from demo.landing import Landing, select, stack, stamps, where_known
from demo.people import Addresses, People
from demo.records import SUPPORT, keep_where, person_block
from demo.shop import Buyers

ANSWERS = [
    "Vielen Dank für Ihre Nachricht. Wir kümmern uns darum.",
    "Wir haben den Vorgang geprüft und an die Fachabteilung gegeben.",
    "Guten Tag, das haben wir gern für Sie erledigt.",
    "Bitte entschuldigen Sie die Unannehmlichkeiten. Der Betrag wird erstattet.",
    "Könnten Sie uns bitte die Bestellnummer nennen?",
]
NOTES = [
    "Rückruf: Kunde zufrieden, interessiert sich für Rechtsschutz.",
    "Anruf: fragt nach günstigerem Kfz-Tarif, Angebot der Konkurrenz liegt vor.",
    "Anruf: Adresse bestätigt, Kontonummer geändert.",
    "Anruf: verärgert über lange Wartezeit, Rückruf zugesagt.",
    "Anruf: möchte Beratung zur Wohngebäudeversicherung im Herbst.",
]


@dataclass
class Requesters:
    """The desk's records and the persons behind them."""

    record: Column
    person: Column
    demanding: Column  # the persons who cost more than they bring


def write_support(
    rng: Rng,
    landing: Landing,
    people: People,
    addresses: Addresses,
    buyers: Buyers,
    book: Book,
    strangers: Column,
) -> Requesters:
    """All support files of one block. `strangers` have no other record: they have asked something."""
    topics = read_list("comments")
    mood = text_column([t["mood"] for t in topics])
    category = text_column([t["category"] for t in topics])
    occasions, demanding = _occasions(rng, people, buyers, book, strangers)
    person, day, want, hurt, order, contract = occasions
    count = len(person)
    of_contract = np.isin(category, ("Vertrag", "Schaden", "Preis", "Datenschutz"))
    topic = np.zeros(count, dtype=int)
    for one in ("bad", "neutral", "good"):
        for about_contract in (True, False):
            rows = np.flatnonzero((want == one) & ((contract >= 0) == about_contract))
            fits = (of_contract == about_contract) | (category == "Service")
            fitting = np.flatnonzero((mood == one) & fits)
            topic[rows] = pick(rng, fitting, len(rows))
    requester_id, record = _write_requesters(rng, landing, people, addresses, buyers, book, person, day)

    bad = want == "bad"
    complaint = bad & hit(rng, count, np.where(hurt, 0.4, 0.62))
    created = moment(rng, day, 13, 4)
    # the desk is slower before Christmas, and far too slow with those it loses
    december = (day.astype("datetime64[D]").astype("datetime64[M]").astype(int) % 12) == 11
    hours = rng.lognormal(1.3, 1.0, count) * np.where(december, 2.2, 1) * np.where(hurt, 9, 1) * np.where(bad, 1.5, 1)
    replied = created + (hours * 3600).astype(np.int64)
    solved = replied + (rng.lognormal(2.6, 1.1, count) * np.where(hurt, 3, 1) * 3600).astype(np.int64)
    end = (LAST_DAY + 1) * 86400
    spam = hit(rng, count, 0.008)
    unsolved = hit(rng, count, np.where(hurt, 0.10, 0.012)) | (solved >= end)
    status = np.where(
        spam,
        "spam",
        np.where(
            unsolved,
            pick(rng, ["open", "pending"], count, [70, 30]),
            pick(rng, ["solved", "closed"], count, [25, 75]),
        ),
    ).astype(object)
    replied = np.where(spam | (replied >= end) | (unsolved & hit(rng, count, 0.4)), -1, replied)
    solved = np.where(unsolved | spam, -1, solved)
    ticket_id = "T" + digits(scattered(people.number[person] * 256 + _nth(person), 10, 8), 10)
    landing.write(
        "support/tickets",
        {
            "ticket_id": ticket_id,
            "requester_id": keep_where(requester_id, ~spam | hit(rng, count, 0.5)),
            "channel": pick(rng, ["email", "phone", "chat", "web", "letter", "social"], count, [38, 30, 14, 12, 4, 2]),
            "category": category[topic],
            "subject": text_column([t["subject"] for t in topics])[topic],
            "status": status,
            "priority": np.where(complaint, pick(rng, ["high", "urgent", "normal"], count), "normal"),
            "is_complaint": complaint,
            "created_at": stamps(created),
            "first_reply_at": stamps(replied),
            "solved_at": stamps(solved),
            "reopened_count": rng.poisson(np.where(hurt, 0.9, np.where(bad, 0.3, 0.05))),
            "root_cause": keep_where(
                text_column([t["root_cause"] or None for t in topics])[topic],
                complaint & (solved > 0) & hit(rng, count, 0.6),
            ),
            "change_documented": where_known(hit(rng, count, 0.35), complaint & (solved > 0)),
            "order_id": np.where((order >= 0) & hit(rng, count, 0.7), _at(buyers.order_id, order), None),
            "contract_id": np.where((contract >= 0) & hit(rng, count, 0.7), _at(book.contract_id, contract), None),
            "agent_id": "A" + digits(1 + rng.integers(0, 14, count), 2),
            "handling_minutes": (3 + rng.lognormal(2.2, 0.7, count) * np.where(bad, 2.2, 1)).astype(int),
            "updated_at": stamps(np.maximum(np.maximum(replied, solved), created)),
        },
    )
    _write_comments(rng, landing, topics, topic, ticket_id, requester_id, created, replied, solved)
    _write_ratings(rng, landing, ticket_id, requester_id, want, hurt, solved, day)
    return Requesters(record, person, demanding)


def _at(values: Column, rows: Column) -> Column:
    return values[np.maximum(rows, 0)] if len(values) else empty(len(rows))


def _nth(keys: Column) -> Column:
    """1, 2, 3 … within each key, in row order."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    place = np.arange(len(keys)) - np.searchsorted(ordered, ordered, side="left")
    out = np.empty(len(keys), dtype=np.int64)
    out[order] = place + 1
    return out


def _occasions(
    rng: Rng, people: People, buyers: Buyers, book: Book, strangers: Column
) -> tuple[tuple[Column, ...], Column]:
    """Why people turn to the desk, by day: (person, day, mood, hurt, order row, contract row).

    Hurt are those whom the desk lets wait and loses. Second result: the people who cost more than they bring.
    """
    parts: list[tuple[Column, ...]] = []

    def ask(
        person: Column,
        day: Column,
        mood: str | Column,
        hurt: bool | Column = False,
        order: Column | int = -1,
        contract: Column | int = -1,
    ) -> None:
        columns = (person, day, mood, hurt, order, contract)
        parts.append(
            tuple(
                np.broadcast_to(np.asarray(c, dtype=t), len(person))
                for c, t in zip(columns, (int, int, object, bool, int, int), strict=True)
            )
        )

    # the last straw comes with or just after the last order; one in five says nothing
    rows = np.flatnonzero(hit(rng, len(buyers.hurt_person), 0.8))
    ask(buyers.hurt_person[rows], buyers.hurt_on[rows] + rng.integers(2, 25, len(rows)), "bad", hurt=True)
    rows = np.flatnonzero(hit(rng, len(buyers.order_id), 0.075))
    ask(
        buyers.order_person[rows],
        buyers.order_day[rows] + rng.integers(1, 20, len(rows)),
        pick(rng, ["neutral", "bad", "good"], len(rows), [62, 27, 11]),
        order=rows,
    )
    live_days = np.maximum(np.minimum(book.end, LAST_DAY) - book.start, 0)
    rows, _ = ragged(rng.poisson(live_days / 365 * 0.33))
    ask(
        book.person[rows],
        book.start[rows] + (rng.random(len(rows)) * live_days[rows]).astype(int),
        pick(rng, ["neutral", "bad", "good"], len(rows), [68, 21, 11]),
        contract=rows,
    )
    rows = np.flatnonzero((book.ended_by == "customer") & (book.end < NEVER) & hit(rng, len(book.start), 0.35))
    ask(book.person[rows], book.end[rows] - rng.integers(30, 150, len(rows)), "bad", contract=rows)
    ask(strangers, np.minimum(arrival_days(rng, len(strangers)), people.died_on[strangers] - 1), "neutral")
    # unhappy, and still there
    live = np.flatnonzero((book.start < LAST_DAY - 300) & (book.end > LAST_DAY) & (book.status == "active"))
    rows, _ = ragged(np.where(hit(rng, len(live), 0.10), 1 + rng.poisson(1.6, len(live)), 0))
    ask(book.person[live[rows]], LAST_DAY - rng.integers(5, 320, len(rows)), "bad", hurt=True, contract=live[rows])
    # demanding: small contracts or a few orders, and letters all the time
    small = live[book.annual[live] < 9000]
    there = np.unique(np.concatenate([book.person[small], buyers.order_person[buyers.order_day > LAST_DAY - 250]]))
    demanding = there[hit(rng, len(there), 0.09)]
    rows, _ = ragged(3 + rng.poisson(4, len(demanding)))
    mood = pick(rng, ["bad", "neutral"], len(rows), [80, 20])
    ask(demanding[rows], LAST_DAY - rng.integers(3, 350, len(rows)), mood, hurt=mood == "bad")
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    person, day = columns[:2]
    fine = (day >= FIRST_DAY) & (day <= LAST_DAY) & (day < people.died_on[person])
    rows = np.flatnonzero(fine)[np.argsort(day[fine], kind="stable")]
    return tuple(column[rows] for column in columns), demanding


def _write_requesters(
    rng: Rng,
    landing: Landing,
    people: People,
    addresses: Addresses,
    buyers: Buyers,
    book: Book,
    person: Column,
    day: Column,
) -> tuple[Column, Column]:
    """support/requesters: most people once, some twice (by phone and by e-mail)."""
    again = hit(rng, len(people), 0.10)
    use_second = again[person] & hit(rng, len(person), 0.4)
    key = person * 2 + use_second
    _, where = np.unique(key, return_index=True)
    where = np.sort(where)  # as they first turn to the desk
    rows, second = person[where], use_second[where]
    requester_id = "R" + digits(scattered(people.number[rows] * 2 + second, 8, 7), 8)
    known = empty(len(people))
    known[book.person[book.in_system]] = book.holder_record[book.in_system]
    known[buyers.person] = buyers.record
    told = day[where]
    block = person_block(rng, people, addresses, rows, told, SUPPORT)
    nameless = (block["email"] == None) & (block["phone"] == None) & (block["last_name"] == None)  # noqa: E711
    block["last_name"] = np.where(nameless, people.last_name[rows], block["last_name"])
    landing.write(
        "support/requesters",
        {
            "requester_id": requester_id,
            **block,
            "external_record": keep_where(known[rows], hit(rng, len(rows), 0.22)),
            "updated_at": stamps(moment(rng, told, 13, 3)),
        },
    )
    landing.write_truth("support:" + requester_id, people, rows)
    every_id = "R" + digits(scattered(people.number[person] * 2 + use_second, 8, 7), 8)
    return every_id, "support:" + every_id


def _write_comments(
    rng: Rng,
    landing: Landing,
    topics: list[dict[str, str]],
    topic: Column,
    ticket_id: Column,
    requester_id: Column,
    created: Column,
    replied: Column,
    solved: Column,
) -> None:
    """support/comments: the question, answers, questions back, and notes of calls."""
    count = len(topic)
    body = text_column([t["body"] for t in topics])[topic]
    end = (LAST_DAY + 1) * 86400
    answered, closed = np.flatnonzero(replied > 0), np.flatnonzero(solved > 0)
    back = answered[hit(rng, len(answered), 0.3)]
    calls = np.flatnonzero(hit(rng, count, 0.06))
    later = created[calls] + rng.integers(5, 60, len(calls)) * 86400
    calls, later = calls[later < end], later[later < end]
    parts = [
        (np.arange(count), "customer", created, body, True),
        (answered, "agent", replied[answered], pick(rng, ANSWERS, len(answered)), True),
        (
            back,
            "customer",
            np.minimum(replied[back] + rng.integers(600, 90000, len(back)), end - 1),
            pick(
                rng,
                [
                    "Danke, aber das hilft mir nicht weiter.",
                    "Vielen Dank für die Antwort.",
                    "Die Nummer steht in der ersten Nachricht.",
                ],
                len(back),
            ),
            True,
        ),
        (
            closed,
            "system",
            solved[closed],
            np.full(len(closed), "Vorgang abgeschlossen.", dtype=object),
            False,
        ),
        (calls, "agent", later, pick(rng, NOTES, len(calls)), False),
    ]
    letters = "cabsn"
    landing.write(
        "support/comments",
        _in_time(
            [
                {
                    "comment_id": ticket_id[rows] + letter,
                    "ticket_id": empty(len(rows)) if letter == "n" else ticket_id[rows],
                    "requester_id": requester_id[rows],
                    "author_role": np.full(len(rows), role, dtype=object),
                    "created_at": stamps(at),
                    "body": text,
                    "is_public": np.full(len(rows), public),
                }
                for (rows, role, at, text, public), letter in zip(parts, letters, strict=True)
            ],
            "created_at",
        ),
    )


def _write_ratings(
    rng: Rng,
    landing: Landing,
    ticket_id: Column,
    requester_id: Column,
    want: Column,
    hurt: Column,
    solved: Column,
    day: Column,
) -> None:
    """support/ratings: csat after tickets, nps once a year, reviews (some of nobody known)."""
    count = len(ticket_id)
    mean = np.where(hurt, 1.7, np.select([want == "bad", want == "good"], [2.7, 4.7], 4.1))
    csat = np.clip(np.round(mean + rng.normal(0, 0.9, count)), 1, 5).astype(int)
    rated = solved + rng.integers(3600, 5 * 86400, count)
    end = (LAST_DAY + 1) * 86400
    rows = np.flatnonzero((solved > 0) & hit(rng, count, np.where(hurt, 0.4, 0.33)) & (rated < end))
    asked = np.flatnonzero(hit(rng, count, 0.12))
    nps_at = (day[asked] + 60 + rng.integers(0, 200, len(asked))) * 86400 + 36000
    asked, nps_at = asked[nps_at < end], nps_at[nps_at < end]
    nps = np.clip(np.round(mean[asked] * 2 + rng.normal(0, 1.3, len(asked))), 0, 10).astype(int)
    wrote = np.flatnonzero(hit(rng, count, np.where(want == "neutral", 0.01, 0.05)))
    wrote = wrote[day[wrote] < LAST_DAY - 12]
    review_at = (day[wrote] + rng.integers(2, 12, len(wrote))) * 86400 + 70000
    words = np.where(
        csat < 3,
        pick(rng, ["Nie wieder.", "Leider enttäuscht, keine Antwort."], count),
        pick(rng, ["Alles bestens.", "Gute Ware, schnelle Hilfe.", "Ordentlich."], count),
    )
    landing.write(
        "support/ratings",
        _in_time(
            [
                {
                    "rating_id": letter + ticket_id[where],
                    "kind": np.full(len(where), kind, dtype=object),
                    "ticket_id": ticket_id[where] if kind == "csat" else empty(len(where)),
                    "requester_id": keep_where(
                        requester_id[where], hit(rng, len(where), 0.3 if kind == "review" else 0.97)
                    ),
                    "rated_at": stamps(at),
                    "score": score,
                    "scale": np.full(len(where), scale),
                    "comment": keep_where(words[where], hit(rng, len(where), 0.4)),
                }
                for kind, letter, at, score, scale, where in (
                    ("csat", "S", rated[rows], csat[rows], 5, rows),
                    ("nps", "N", nps_at, nps, 10, asked),
                    ("review", "W", review_at, csat[wrote], 5, wrote),
                )
            ],
            "rated_at",
        ),
    )


def _in_time(parts: list, column: str) -> dict[str, object]:
    """All parts in the order in which they happened."""
    rows = stack(parts)
    return select(rows, np.argsort(rows[column].to_numpy(), kind="stable"))
