"""Golden record, its losing values, data quality and households, computed again in Python for a messy company."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from datetime import datetime
from itertools import combinations
from statistics import mean

import duckdb
import networkx as nx
import pytest

from test_identity_customers import company

MODELS = "int_identity__customers"
AS_OF, NEVER = datetime(2026, 6, 30), datetime(1, 1, 1)
HALF_LIFE, CHANCE, MAX_SHARED = 730, 0.10, 5  # the defaults of dbt_project.yml
WEIGHTS = {"completeness": 0.4, "validity": 0.2, "freshness": 0.2, "agreement": 0.2}
TRUST = {  # name, birth date, contact, address, account: seeds/source_trust.csv
    "contracts": (5, 5, 3, 5, 5),
    "shop": (3, 2, 5, 4, 4),
    "shop_guest": (2, 1, 4, 3, 3),
    "broker": (4, 4, 2, 3, 3),
    "support": (1, 1, 3, 1, 1),
    "newsletter": (0, 0, 1, 0, 0),
}
ADDRESS = ("street", "house_number", "postal_code", "city")


def messy_rows() -> dict[str, list[dict]]:
    """The messy company of the identity tests, with homes that some share, rare and double names, dates that tie."""
    draw = random.Random(21)
    rows, _ = company(seed=21, size=240)
    for entity, people in rows.items():
        for row in people:
            if "email" not in row or "list_id" in row:
                continue
            house = draw.randint(1, 120)
            family = "Selten" + "abcdefghij"[house % 10] + "klmnopqrstuvw"[house // 10] * 2
            row["last_name"] = draw.choice((row["last_name"], family, family, f"{family}-Adler"))
            first, born = draw.choice((("Ada", "1980-05-01"), ("Ben", "1951-03-02"), ("Carl", "2001-07-09")))
            row["first_name"], row["birth_date"] = first, draw.choice((born, born, ""))
            row["email"] = draw.choice((f"{first}.{family}@example.org", f"{first}{house}@example.org", ""))
            row["phone"], row["iban"] = draw.choice((f"030 47110{house:02d}", row["phone"], "", "")), ""
            row["title"] = draw.choice(("", "", "Dr."))
            row["street"] = draw.choice(
                ("Lange Straße", "Lange Str.", "Lange Str.", "") if house % 2 else ("Markt", "Markt", "")
            )
            row["house_number"] = draw.choice((f"{house} a", f"{house}A", f"{house}a", ""))
            row["postal_code"] = draw.choice(("89073" if house % 3 else "53111", "89073", ""))
            row["city"] = draw.choice(("Ulm", "Bonn", ""))
            moment = f"202{draw.randint(0, 5)}-0{draw.randint(1, 2)}-01 00:00:00"
            row["delivered_at" if entity == "broker/clients" else "updated_at"] = moment
    return rows


@pytest.fixture(scope="module")
def built(build_company):
    """build.duckdb of the messy company."""
    return build_company(messy_rows(), select=MODELS)


def table(database, name: str) -> list[dict]:
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(f"select * from intermediate.{name}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def by_record(database, name: str) -> dict[str, dict]:
    return {row["record_id"]: row for row in table(database, name)}


def joined(separator: str, *parts: str | None) -> str | None:
    return separator.join(part for part in parts if part) or None


def pieces(*parts: str | None) -> str | None:
    """Each part in its place, so that a street is no city."""
    return "|".join(part or "" for part in parts) if any(parts) else None


@pytest.fixture(scope="module")
def given(built):
    """customer_id → attribute → what each record says: (compared, valid, whole, trust, known at, record, as shown)."""
    records, standard = (by_record(built, f"int_identity__{name}") for name in ("records", "standardized_records"))
    said: dict[str, dict[str, list[tuple]]] = defaultdict(lambda: defaultdict(list))
    for member in table(built, "int_identity__customer_records"):
        key = member["record_id"]
        r, s = records[key], standard[key]
        is_firm = s["party_type"] == "company"
        person = joined(" ", r["title"], r["first_name"], r["last_name"])
        is_named_firm = is_firm and s["standard_company_name"]
        name = (r["company_name"] or r["last_name"]) if is_named_firm else person or r["company_name"]
        people = pieces(s["standard_first_name"], s["standard_last_name"])
        folded = is_named_firm or people
        line = joined(", ", joined(" ", r["street"], r["house_number"]), joined(" ", r["postal_code"], r["city"]))
        place = s["standard_postal_code"] or s["standard_city"]
        address = pieces(place, s["standard_street"], s["standard_house_number"])
        whole = all(s[f"standard_{part}"] for part in ADDRESS)
        is_named = bool(s["standard_company_name"] if is_firm else s["standard_first_name"] and s["standard_last_name"])
        names, births, contacts, addresses, accounts = TRUST[r["source"]]
        born = s["standard_birth_date"] and str(s["standard_birth_date"])
        for attribute, shown, compared, is_whole, trust in (
            ("party_type", s["party_type"], s["party_type"], is_named, names),
            ("name", name, folded, is_named, names),
            ("contact_name", person if is_firm and r["company_name"] else None, people, True, names),
            ("birth_date", None if is_firm else born or r["birth_date"], born, True, births),
            ("email", s["standard_email"] or r["email"], s["standard_email"], True, contacts),
            ("phone", s["standard_phone"] or r["phone"], s["standard_phone"], True, contacts),
            ("address", line, address, whole, addresses),
            ("iban", s["standard_iban"] or r["iban"], s["standard_iban"], True, accounts),
            ("vat_id", s["standard_vat_id"] or r["vat_id"], s["standard_vat_id"], True, accounts),
        ):
            if shown:
                value = (compared or shown, bool(compared), is_whole, trust, r["updated_at"] or NEVER, key, shown)
                said[member["customer_id"]][attribute].append(value)
    return said


def values_of(said: list[tuple]) -> list[dict]:
    """One attribute's distinct values, best first, each with what decided."""
    groups = defaultdict(list)
    for value in said:
        groups[value[:2]].append(value)
    values = []
    for (_, is_valid), carriers in groups.items():
        best = max(carriers, key=lambda v: v[2:6])
        values.append(
            {
                "rank": (is_valid, any(v[2] for v in carriers), best[3], max(v[4] for v in carriers)),
                "record_id": best[5],
                "value": best[6],
                "record_count": len(carriers),
                "is_valid": is_valid,
            }
        )
    values.sort(key=lambda v: v["record_id"])
    values.sort(key=lambda v: v["rank"], reverse=True)
    names = ("validity", "completeness", "source_trust", "recency")
    for number, value in enumerate(values):
        rival = values[0] if number else values[1] if len(values) > 1 else None
        apart = [n for n, a, b in zip(names, value["rank"], rival["rank"], strict=True) if a != b] if rival else []
        value["reason"] = (apart or ["record_order"])[0] if rival else "only_value"
        value["reason"] = value["reason"] if value["is_valid"] else "validity"
        value["is_chosen"] = number == 0 and value["is_valid"]
        value["known_at"] = None if value["rank"][3] == NEVER else value["rank"][3]
    return values


def test_values_are_chosen_by_validity_completeness_trust_and_recency_and_none_is_lost(built, given):
    columns = ("record_id", "value", "record_count", "is_valid", "is_chosen", "reason", "known_at")
    expected = {
        (customer_id, attribute, *(value[c] for c in columns))
        for customer_id, attributes in given.items()
        for attribute, said in attributes.items()
        for value in values_of(said)
    }
    found = table(built, "int_identity__customer_attributes")
    assert {(row["customer_id"], row["attribute"], *(row[c] for c in columns)) for row in found} == expected
    reasons = Counter(row[7] for row in expected)
    assert len(reasons) == 6 and min(reasons.values()) > 3, f"too tidy to prove anything: {reasons}"


def test_a_golden_record_is_its_chosen_values_with_name_and_address_whole(built, given):
    records = by_record(built, "int_identity__records")
    for row in table(built, "int_identity__customers"):
        chosen = {
            attribute: value
            for attribute, said in given[row["customer_id"]].items()
            for value in values_of(said)
            if value["is_chosen"]
        }
        for attribute in ("party_type", "email", "phone", "iban", "vat_id"):
            assert row[attribute] == chosen.get(attribute, {}).get("value")
        assert (row["birth_date"] and str(row["birth_date"])) == chosen.get("birth_date", {}).get("value")
        for unit, columns in (
            ("name", ("salutation", "title", "first_name", "last_name", "company_name")),
            ("address", (*ADDRESS, "country")),
        ):
            source = records[chosen[unit]["record_id"]] if unit in chosen else {}
            assert {c: row[c] for c in columns} == {c: source.get(c) for c in columns}


def test_data_quality_is_what_its_four_parts_say(built, given):
    seen = set()
    for row in table(built, "int_identity__customers"):
        values = {a: values_of(said) for a, said in given[row["customer_id"]].items()}
        party = values.pop("party_type", None)
        everything = [(a, v) for a, found in values.items() for v in found]
        best = {a: v for a, v in everything if v["is_chosen"]}
        proof = {"person": "birth_date", "company": "vat_id"}.get(party[0]["value"] if party else None)
        known = [a in best for a in (proof, "email", "phone")]
        known += [a in best and best[a]["rank"][1] for a in ("name", "address")]
        single = [(a, v) for a, v in everything if a in ("name", "birth_date", "address", "vat_id") and v["is_valid"]]
        parts = {
            "completeness": sum(known) / 5,
            "validity": share([v["record_count"] * v["is_valid"] for _, v in everything], everything),
            "freshness": mean(map(freshness, best.values())) if best else None,
            "agreement": share([v["record_count"] * v["is_chosen"] for _, v in single], single),
        }
        for name, part in parts.items():
            assert row[f"{name}_score"] == (None if part is None else pytest.approx(part)), name
        score = sum(weight * (parts[name] or 0) for name, weight in WEIGHTS.items())
        assert row["data_quality_score"] == pytest.approx(score, abs=0.0001)
        assert 0 <= row["data_quality_score"] <= 1
        seen |= {name for name, part in parts.items() if part is None}
    assert seen == {"validity", "freshness", "agreement"}, "nobody of whom nothing is known"


def share(parts: list[int], values: list[tuple[str, dict]]) -> float | None:
    whole = sum(value["record_count"] for _, value in values)
    return sum(parts) / whole if whole else None


def freshness(value: dict) -> float:
    if value["known_at"] is None:
        return 0
    return 0.5 ** (max((AS_OF - value["known_at"]).days, 0) / HALF_LIFE)


def test_households_are_what_comparing_all_persons_at_an_address_finds(built):
    homes = by_record(built, "int_identity__standardized_records")
    contacts, holders = defaultdict(set), Counter()
    for row in table(built, "int_identity__customer_attributes"):
        if row["attribute"] in ("email", "phone", "iban") and row["is_valid"]:
            contacts[row["customer_id"]].add((row["attribute"], row["value"]))
            holders[row["attribute"], row["value"]] += 1
    persons = {}
    for row in table(built, "int_identity__golden_records"):
        home = homes.get(row["address_record_id"])
        key = home and tuple(home[f"standard_{part}"] for part in ("postal_code", "street", "house_number"))
        if row["party_type"] == "person" and home and all(key):
            name = homes[row["name_record_id"]] if row["name_record_id"] else {}
            names = {name.get(c) for c in ("name_last", "name_last_head", "name_last_tail")} - {None}
            persons[row["customer_id"]] = (key, name.get("name_last"), names)
    homes_of, names_at, bearing = defaultdict(set), defaultdict(set), defaultdict(set)
    for key, last, names in persons.values():
        names_at[key] |= {last} - {None}
        for name in names:
            homes_of[name].add(key)
            bearing[key, name].add(last)
    every_home = {key for key, *_ in persons.values()}

    def others_at(home: tuple, name: str) -> int:
        return len(names_at[home] - bearing[home, name])

    def live_together(a: str, b: str) -> bool:
        (home, _, names), (other, _, others) = persons[a], persons[b]
        return home == other and (
            any(others_at(home, n) * (len(homes_of[n]) - 1) <= CHANCE * (len(every_home) - 1) for n in names & others)
            or any(holders[contact] <= MAX_SHARED for contact in contacts[a] & contacts[b])
        )

    graph = nx.Graph()
    graph.add_nodes_from(persons)
    graph.add_edges_from(pair for pair in combinations(persons, 2) if live_together(*pair))
    expected = {c: "H" + min(group)[1:] for group in nx.connected_components(graph) for c in group}
    found = {row["customer_id"]: row["household_id"] for row in table(built, "int_identity__customers")}
    assert {c: h for c, h in found.items() if h} == expected
    sizes = Counter(Counter(expected.values()).values())
    assert sizes[1] > 3 and sum(count for size, count in sizes.items() if size > 1) > 3, "too tame to prove anything"


def test_households_of_the_demo_company_are_its_families(demo_landing, demo_build, query, capsys):
    """Pairs of customers against the truth; recall among persons whose home is known at one address."""
    with (demo_landing.parent / "truth.csv").open(encoding="utf-8") as file:
        truth = {row["record_id"]: row["household_id"] for row in csv.DictReader(file)}
    rows = query(
        demo_build,
        """select record_id, customer_id, household_id
        from intermediate.int_identity__customer_records inner join marts.customers using (customer_id)
        where household_id is not null order by record_id""",
    )
    found = {customer_id: household_id for _, customer_id, household_id in rows}
    real = {customer_id: truth.get(record_id) for record_id, customer_id, _ in rows}
    hits = Counter((found[a] == found[b], real[a] == real[b]) for a, b in combinations(found, 2))
    precision = hits[True, True] / (hits[True, True] + hits[True, False])
    recall = hits[True, True] / (hits[True, True] + hits[False, True])
    with capsys.disabled():
        print(f"\nhouseholds: precision {precision:.3f}, recall {recall:.3f} of {hits[True, True]} pairs found")
    assert precision >= 0.97
    assert recall >= 0.68
