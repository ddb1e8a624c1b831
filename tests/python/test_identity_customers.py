"""Identity end to end on messy random companies: nobody vanishes, clusters are the rules'."""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from itertools import combinations

import duckdb
import networkx as nx
import pytest

FIRST = ["Ada", "Ben", "Jürgen", "Juergen", "Dr. Ada", "Анна", "😀", "X", "", "Zoë"]
LAST = ["Müller", "MUELLER", "Adler", "Groß", "Adler GmbH", "Gross", "", "O'Neil", "M" * 10_000]
EMAILS = [*(f"mail{n}@example.org" for n in range(40)), "INFO@example.org", "no address", ""]
PHONES = [*(f"030 12345{n:02d}" for n in range(30)), "+49 (0)30 1234500", "110", ""]
IBANS = ["DE89370400440532013000", "DE88370400440532013000", "AT611904300234573201", "", "", ""]
BIRTHS = ["1980-05-01", "1.5.1980", "1990-02-03", "1900-01-01", "31.02.1970", "", "", ""]
MODELS = "int_identity__customers"
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


def standardized(database) -> list[dict]:
    """The records as SQL has standardised them (value by value that is proven elsewhere)."""
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute("select * from intermediate.int_identity__standardized_records")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def clusters_by_rules(records: list[dict], links: dict[str, str]) -> set[frozenset[str]]:
    """The clusters by comparing every record with every other, as the rules say in words."""
    by_id = {record["record_id"]: record for record in records}
    graph = nx.Graph()
    graph.add_nodes_from(by_id)
    limited = ("standard_email", "standard_phone", "standard_iban")
    shared = {key: Counter(r[key] for r in records) for key in limited}
    births = defaultdict(set)
    for record in records:
        for key in limited:
            births[key, record[key], record["party_name"]].add(record["standard_birth_date"])

    def belong_together(a: dict, b: dict) -> bool:
        vat_id = a["standard_vat_id"]
        if a["party_type"] == b["party_type"] == "company" and vat_id and vat_id == b["standard_vat_id"]:
            return True
        if not a["party_name"] or a["party_name"] != b["party_name"]:
            return False
        born = a["standard_birth_date"]
        if a["party_type"] == "person" and born and born == b["standard_birth_date"]:
            return True
        return any(
            a[key]
            and a[key] == b[key]
            and shared[key][a[key]] <= 5
            and (len(births[key, a[key], a["party_name"]] - {None}) <= 1 or (born and born == b["standard_birth_date"]))
            for key in limited
        )

    graph.add_edges_from((a["record_id"], b["record_id"]) for a, b in combinations(records, 2) if belong_together(a, b))
    fits = defaultdict(list)
    for source, target in links.items():
        if target in by_id and not any(
            by_id[source][key] and by_id[target][key] and by_id[source][key] != by_id[target][key]
            for key in ("party_name", "party_type", "standard_birth_date")
        ):
            fits[target].append(source)
    for target, sources in fits.items():
        if len(sources) == 1 or (by_id[target]["party_name"] and len(sources) <= 5):
            graph.add_edges_from((source, target) for source in sources)
    return {frozenset(component) for component in nx.connected_components(graph)}


def customers(database) -> dict[str, frozenset[str]]:
    """customer_id → its records."""
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select customer_id, record_id from intermediate.int_identity__customer_records"
        ).fetchall()
    members = defaultdict(set)
    for customer_id, record_id in rows:
        members[customer_id].add(record_id)
    assert sum(map(len, members.values())) == len(rows), "a record stands twice"
    return {customer_id: frozenset(records) for customer_id, records in members.items()}


@pytest.fixture(scope="module")
def messy(build_company):
    """A messy company, built once: rows, records expected, database."""
    rows, expected = company(seed=7)
    return rows, expected, build_company(rows, select=MODELS)


def test_nobody_vanishes_and_nobody_is_made_up(messy):
    _, expected, database = messy
    assert set().union(*customers(database).values()) == expected


def test_clusters_are_what_comparing_all_pairs_finds(messy):
    rows, _, database = messy
    links = {f"support:{row['requester_id']}": row["external_record"] for row in rows["support/requesters"]}
    expected = clusters_by_rules(standardized(database), links)
    assert set(customers(database).values()) == expected
    assert max(map(len, expected)) > 2, "the company is too tidy to prove anything"
