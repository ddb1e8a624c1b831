"""Identity end to end on messy random companies: nobody vanishes, clusters are what the scores say."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest

from audit import project_vars
from house import ROOT
from oracle.linkage import merge_best
from transform import manifest

FIRST = ["Ada", "Ben", "Jürgen", "Juergen", "Dr. Ada", "Анна", "😀", "X", "", "Zoë"]
LAST = ["Müller", "MUELLER", "Adler", "Groß", "Adler GmbH", "Gross", "", "O'Neil", "M" * 10_000]
EMAILS = [*(f"mail{n}@example.org" for n in range(40)), "INFO@example.org", "no address", ""]
PHONES = [*(f"030 12345{n:02d}" for n in range(30)), "+49 (0)30 1234500", "110", ""]
IBANS = ["DE89370400440532013000", "DE88370400440532013000", "AT611904300234573201", "", "", ""]
BIRTHS = ["1980-05-01", "1.5.1980", "1990-02-03", "1900-01-01", "31.02.1970", "", "", ""]
MODELS = "int_identity__clusters"
UPDATED = "2024-01-01 00:00:00"


def person(draw: random.Random) -> dict[str, str]:
    """A person block out of few values, so that they meet; some are rubbish."""
    return {
        "party_type": draw.choice(["", "", "person"]),
        "first_name": draw.choice(FIRST),
        "last_name": draw.choice(LAST),
        "company_name": draw.choice(["", "", "", "Adler AG", "Nordlicht e.K."]),
        "email": draw.choice(EMAILS),
        "phone": draw.choice(PHONES),
        "iban": draw.choice(IBANS),
        "birth_date": draw.choice(BIRTHS),
        "vat_id": draw.choice(["", "", "", "DE136695976"]),
    }


def company(seed: int, size: int = 60) -> tuple[dict[str, list[dict]], set[str]]:
    """A landing folder's rows and the records that must come out of them."""
    draw = random.Random(seed)
    numbers = range(size)
    brokers = {n: draw.choice(["B1", "B2"]) for n in numbers}
    rows = {
        "shop/customers": [{"customer_id": f"{n}", **person(draw), "updated_at": UPDATED} for n in numbers],
        "contracts/holders": [{"holder_id": f"H{n}", **person(draw), "updated_at": UPDATED} for n in numbers],
        "broker/brokers": [{"broker_id": name, "name": f"Makler {name}"} for name in ("B1", "B2")],
        "broker/clients": [
            {"client_id": f"C{n}", "broker_id": brokers[n], **person(draw), "delivered_at": UPDATED} for n in numbers
        ],
        "support/requesters": [
            {
                "requester_id": f"R{n}",
                **person(draw),
                "external_record": draw.choice(["", f"shop:{n % 7}", "shop:unknown", f"contracts:H{n}"]),
                "updated_at": UPDATED,
            }
            for n in numbers
        ],
        "newsletter/subscriptions": [
            {"list_id": "L", "email": email, "status": "subscribed"}
            for email in ("mail0@example.org", "info@example.org", "lone@example.org")
        ],
    }
    orders = [{"customer_id": f"{n}"} for n in (1, size, size + 1, size + 1)]
    orders += [{"customer_id": "", **person(draw)} for _ in numbers]
    orders += [{"customer_id": ""}]
    rows["shop/orders"] = [
        {
            "order_id": f"O{n}",
            "ordered_at": "2024-02-01 10:00:00",
            "status": "completed",
            "currency": "EUR",
            "net_amount": "10.00",
            "updated_at": UPDATED,
            **order,
        }
        for n, order in enumerate(orders)
    ]
    named = ("email", "phone", "first_name", "last_name", "company_name")
    expected = {f"shop:{n}" for n in range(size + 2)}
    expected |= {f"contracts:H{n}" for n in numbers} | {f"support:R{n}" for n in numbers}
    expected |= {f"broker:{brokers[n]}/C{n}" for n in numbers}
    expected |= {
        f"shop_guest:{order['order_id']}"
        for order in rows["shop/orders"]
        if not order["customer_id"] and any(order.get(column) for column in named)
    }
    expected |= {"newsletter:" + hashlib.sha256(b"lone@example.org").hexdigest()[:16]}
    return rows, expected


def clusters(database: Path) -> dict[str, frozenset[str]]:
    """cluster_id → its records."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute("select cluster_id, record_id from intermediate.int_identity__clusters").fetchall()
    members = defaultdict(set)
    for cluster_id, record_id in rows:
        members[cluster_id].add(record_id)
    assert sum(map(len, members.values())) == len(rows), "a record stands twice"
    return {cluster_id: frozenset(records) for cluster_id, records in members.items()}


@pytest.fixture(scope="module")
def messy(build_company):
    """A messy company, built once: rows, records expected, database."""
    rows, expected = company(seed=7)
    return rows, expected, build_company(rows, select=MODELS)


def test_nobody_vanishes_and_nobody_is_made_up(messy):
    _, expected, database = messy
    assert set().union(*clusters(database).values()) == expected


def test_clusters_are_the_average_linkage_of_the_scores(messy, query):
    _, _, database = messy
    linkage = manifest().nodes["model.bestandskunden.int_identity__linkage"].config.meta
    names = [name for (name,) in query(database, "select record_id from intermediate.int_identity__records order by 1")]
    scores = query(
        database,
        f"""select record_number_a - 1, record_number_b - 1, is_vetoed,
            if(match_weight < 0 and rival_bits >= 0 and not is_contradicted, 0, match_weight)
        from intermediate.int_identity__scores where match_probability >= {project_vars()["min_pair_probability"]}""",
    )
    links = {(a, b): (round(100 * min(max(weight, -10), 10)), is_vetoed) for a, b, is_vetoed, weight in scores}
    vetoes = query(database, "select record_number_a - 1, record_number_b - 1 from intermediate.int_identity__vetoes")
    links |= dict.fromkeys(vetoes, (0, True))
    groups = merge_best(len(names), links, linkage["unseen_weight"], names)
    expected = defaultdict(set)
    for name, group in zip(names, groups, strict=True):
        expected[names[group]].add(name)
    assert clusters(database) == expected
    assert max(map(len, expected.values())) > 2, "the company is too tidy to prove anything"


def test_every_letter_of_two_persons_has_a_weight(messy, query):
    """A letter without one would count for nothing, and nobody would notice."""
    _, _, database = messy
    weighed = {(place, level) for place, level in query(
        database, "select position, level from seeds.match_weights where party = 'p'"
    )}  # fmt: skip
    patterns = query(database, "select pattern from intermediate.int_identity__patterns where pattern like 'p%'")
    shown = {place for (pattern,) in patterns for place in enumerate(pattern, 1) if place[1] != "-"}
    assert shown <= weighed
    assert len(shown) > 15, "the company is too tidy to prove anything"


def test_shares_of_the_levels_of_a_comparison_add_up_to_one():
    """Of pairs in which both values are known; given to two digits.

    Left out are levels that weigh nothing because another comparison says them (swapped names), and those of pairs of
    which one record lacks the company name or the street.
    """
    with duckdb.connect() as connection:
        sums = connection.execute(
            """select party, comparison, sum(same_share), sum(household_share), sum(unrelated_share)
                filter (where not is_frequency_adjusted)
            from read_csv(?)
            where comparison not in ('prior', 'support_link') and level not in ('m', 'o', 'q', 'r', 'v')
                and not same_share = household_share
            group by all""",
            [str(ROOT / "seeds/match_weights.csv")],
        ).fetchall()
    assert len(sums) > 12
    assert [row for row in sums if max(filter(None, row[2:])) > 1.03] == []
