"""The newsletter: who subscribed, what was sent, opened and clicked."""

from hashlib import sha256

import numpy as np

from demo.chance import FIRST_DAY, LAST_DAY, NEVER, Column, Rng, arrival_days, hit, moment, month_start
from demo.landing import Landing, stack, stamps, where_known
from demo.people import People
from demo.shop import Buyers


def newsletter_record(email: str) -> str:
    """The record of an address that no other record has."""
    return "newsletter:" + sha256(email.encode()).hexdigest()[:16]


def write_newsletter(rng: Rng, landing: Landing, people: People, buyers: Buyers) -> None:
    """All newsletter files of one block, after all records of the block are written."""
    joined = np.full(len(people), NEVER)
    np.minimum.at(joined, buyers.person, buyers.created_on)
    by_chance = arrival_days(rng, len(people))
    share = np.where(joined < NEVER, 0.34, 0.12)
    signs = hit(rng, len(people), share) & (people.email != None)  # noqa: E711
    person = np.flatnonzero(signs)
    email = people.email[person]
    _, where = np.unique(email.astype(str), return_index=True)  # one mailbox of a couple: one subscription
    person, email = person[np.sort(where)], email[np.sort(where)]
    signed = np.where(
        joined[person] < NEVER,
        np.minimum(joined[person] + rng.integers(0, 90, len(person)), LAST_DAY - 3),
        by_chance[person],
    )
    order = np.argsort(signed, kind="stable")
    person, email, signed = person[order], email[order], signed[order]
    count = len(person)
    confirmed = hit(rng, count, 0.91)
    lost = np.full(len(people), NEVER)
    lost[buyers.hurt_person] = buyers.hurt_on
    tires = np.minimum(
        np.where(hit(rng, count, 0.16), rng.integers(FIRST_DAY + 200, LAST_DAY, count), NEVER), lost[person]
    )
    bounced = confirmed & hit(rng, count, 0.02)
    leaves = confirmed & ~bounced & hit(rng, count, np.where(tires < NEVER, 0.35, 0.06))
    left = np.where(
        leaves,
        np.maximum(np.where(tires < NEVER, tires + 90, signed + rng.integers(60, 900, count)), signed + 30),
        NEVER,
    )
    leaves &= left <= LAST_DAY
    left = np.where(leaves, left, NEVER)
    status = np.where(
        ~confirmed, "pending", np.where(bounced, "bounced", np.where(leaves, "unsubscribed", "subscribed"))
    )
    at = moment(rng, signed)
    landing.write(
        "newsletter/subscriptions",
        {
            "list_id": np.where(people.is_firm[person], "NL-firmen", "NL-allgemein").astype(object),
            "email": email,
            "status": status.astype(object),
            "signed_up_at": stamps(at),
            "confirmed_at": stamps(np.where(confirmed, at + rng.integers(60, 86400, count), -1)),
            "unsubscribed_at": stamps(np.where(leaves, left * 86400 + 45000, -1)),
        },
    )
    alone = np.array([address.lower() not in landing.addresses for address in email], dtype=bool)
    ids = np.array([newsletter_record(address) for address in email[alone]], dtype=object)
    landing.write_truth(ids, people, person[alone])
    _write_events(rng, landing, email, signed, np.where(confirmed & ~bounced, left, signed), tires, bounced)


def _write_events(
    rng: Rng, landing: Landing, email: Column, signed: Column, until: Column, tires: Column, bounced: Column
) -> None:
    """newsletter/events: a campaign a month; some people open less and less before they go."""
    habit = rng.beta(1.6, 2.6, len(email))
    parts = []
    for month in range(36):
        day = int(month_start(np.array([FIRST_DAY]), month)[0]) + 9
        reads = np.where(bounced, (signed < day) & (day < signed + 40), (signed < day) & (day < until))
        rows = np.flatnonzero(reads)
        count, arrives = len(rows), ~bounced[rows]
        fresh = np.select([day > tires[rows], day > tires[rows] - 150], [0.1, 0.4], 1.0)
        opened = arrives & hit(rng, count, habit[rows] * fresh)
        by_machine = arrives & ~opened & hit(rng, count, 0.12)
        clicked = opened & hit(rng, count, 0.18)
        leaves = arrives & (until[rows] < day + 30)
        sent = np.full(count, day * 86400 + 9 * 3600)
        read = sent + rng.integers(300, 80_000, count)
        for event, which, at, machine in (
            ("sent", np.ones(count, dtype=bool), sent, None),
            ("bounce", ~arrives, sent + 60, None),
            ("open", by_machine, sent + 20, True),
            ("open", opened, read, False),
            ("click", clicked, read + 40, None),
            ("unsubscribe", leaves, until[rows] * 86400 + 45000, None),
        ):
            some = np.flatnonzero(which)
            parts.append(
                {
                    "email": email[rows[some]],
                    "campaign_id": np.full(len(some), f"{np.datetime64(day, 'D').astype(str)[:7]}-news", dtype=object),
                    "event": np.full(len(some), event, dtype=object),
                    "occurred_at": stamps(at[some]),
                    "is_machine_open": where_known(
                        np.full(len(some), bool(machine)), np.full(len(some), machine is not None)
                    ),
                }
            )
    landing.write("newsletter/events", stack(parts))
