"""The newsletter: who subscribed, what was sent, opened and clicked."""

from hashlib import sha256

import numpy as np

from demo.chance import FIRST_DAY, LAST_DAY, NEVER, arrival_days, hit, moment, month_start
from demo.landing import Landing, numbers, stamps
from demo.people import People
from demo.shop import Buyers


def newsletter_record(email: str) -> str:
    """The record of an address that no other record has."""
    return "newsletter:" + sha256(email.encode()).hexdigest()[:16]


def write_newsletter(rng: np.random.Generator, landing: Landing, people: People, buyers: Buyers,
                     known_addresses: set[str]) -> None:
    """All newsletter files of one block. `known_addresses` are those on records of this block."""
    joined = np.full(len(people), NEVER)
    np.minimum.at(joined, buyers.person, buyers.created_on)
    by_chance = arrival_days(rng, len(people))
    share = np.where(joined < NEVER, .34, .12)
    signs = hit(rng, len(people), share) & (people.email != None)  # noqa: E711
    person = np.flatnonzero(signs)
    email = people.email[person]
    _, where = np.unique(email.astype(str), return_index=True)  # one mailbox of a couple: one subscription
    person, email = person[np.sort(where)], email[np.sort(where)]
    signed = np.where(joined[person] < NEVER, np.minimum(joined[person] + rng.integers(0, 90, len(person)), LAST_DAY - 3),
                      by_chance[person])
    count = len(person)
    confirmed = hit(rng, count, .91)
    lost = np.full(len(people), NEVER)
    lost[buyers.hurt_person] = buyers.hurt_on
    tires = np.minimum(np.where(hit(rng, count, .16), rng.integers(FIRST_DAY + 200, LAST_DAY, count), NEVER),
                       lost[person])
    bounced = confirmed & hit(rng, count, .02)
    leaves = confirmed & ~bounced & hit(rng, count, np.where(tires < NEVER, .35, .06))
    left = np.where(leaves, np.maximum(np.where(tires < NEVER, tires + 90, signed + rng.integers(60, 900, count)),
                                       signed + 30), NEVER)
    leaves &= left <= LAST_DAY
    left = np.where(leaves, left, NEVER)
    status = np.where(~confirmed, "pending", np.where(bounced, "bounced", np.where(leaves, "unsubscribed", "subscribed")))
    at = moment(rng, signed)
    landing.write("newsletter/subscriptions", {
        "list_id": np.where(people.is_firm[person], "NL-firmen", "NL-allgemein").astype(object), "email": email,
        "status": status.astype(object), "signed_up_at": stamps(at),
        "confirmed_at": stamps(np.where(confirmed, at + rng.integers(60, 86400, count), -1)),
        "unsubscribed_at": stamps(np.where(leaves, left * 86400 + 45000, -1))})
    alone = np.array([address.lower() not in known_addresses for address in email], dtype=bool)
    ids = np.array([newsletter_record(address) for address in email[alone]], dtype=object)
    landing.write_truth(ids, people, person[alone])
    _write_events(rng, landing, email, signed, np.where(confirmed & ~bounced, left, signed), tires, bounced)


def _write_events(rng, landing, email, signed, until, tires, bounced):
    """newsletter/events: a campaign a month; some people open less and less before they go."""
    count = len(email)
    habit = rng.beta(1.6, 2.6, count)
    for month in range(36):
        first = int(month_start(np.array([FIRST_DAY]), month)[0])
        day = first + 9
        reads = (signed < day) & (day < until) | (bounced & (signed < day) & (day < signed + 40))
        rows = np.flatnonzero(reads & (day <= LAST_DAY))
        campaign = f"{np.datetime64(day, 'D').astype(str)[:7]}-news"
        sent = np.full(len(rows), day * 86400 + 9 * 3600)
        interest = habit[rows] * np.where(day > tires[rows], .1, np.where(day > tires[rows] - 150, .4, 1.0))
        ok = ~bounced[rows]
        machine = ok & hit(rng, len(rows), .12)
        opened = ok & hit(rng, len(rows), interest)
        clicked = opened & hit(rng, len(rows), .18)
        gone = ok & (until[rows] >= day) & (until[rows] < day + 30) & (until[rows] < NEVER)
        for event, which, delay in (("sent", np.ones(len(rows), dtype=bool), 0), ("bounce", bounced[rows], 60),
                                    ("open", opened | machine, 86400), ("click", clicked, 90000)):
            pick_rows = np.flatnonzero(which)
            n = len(pick_rows)
            late = rng.integers(delay // 2, delay + 1, n) if delay else np.zeros(n, dtype=np.int64)
            at = sent[pick_rows] + np.where((event == "open") & ~opened[pick_rows], 20, late)
            landing.write("newsletter/events", {
                "email": email[rows[pick_rows]], "campaign_id": np.full(n, campaign, dtype=object),
                "event": np.full(n, event, dtype=object), "occurred_at": stamps(at),
                "is_machine_open": numbers(machine[pick_rows] & ~opened[pick_rows], np.full(n, event == "open"))})
        leaving = rows[gone]
        landing.write("newsletter/events", {
            "email": email[leaving], "campaign_id": np.full(len(leaving), campaign, dtype=object),
            "event": np.full(len(leaving), "unsubscribe", dtype=object),
            "occurred_at": stamps(until[leaving] * 86400 + 45000),
            "is_machine_open": numbers(np.zeros(len(leaving), dtype=bool), np.zeros(len(leaving), dtype=bool))})
