"""Who is never one customer: two people of one home or firm who share everything but what tells them apart.

Each family or firm shares last name, address, phone and e-mail address; beside the two stand a newsletter's address
and a request that only says the last name, which could join them and belong to either. Few such homes and many, with
the default weights and with trained ones.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from test_identity_accuracy import evaluate

LAST_NAMES = (
    "Dollinger", "Brandlhuber", "Auerswald", "Kießling", "Rosenow", "Thalmann", "Petzold", "Grünwald", "Sauerbier",
    "Lohse", "Hagedorn", "Winkelmann",
)  # fmt: skip
MEN = ("Max", "Moritz", "Karl", "Paul", "Erik", "Jonas", "Felix", "Anton")
WOMEN = ("Sabine", "Klara", "Ute", "Frieda", "Marta", "Hanna", "Ida", "Nele")
KINDS = ("father and son", "cousins", "twins", "couple", "person and firm", "contact and firm")


def people(kind: str, home: int) -> Iterator[dict[str, str]]:
    """The records that must stay apart by person_id, with what they do not share."""
    man, brother, woman = MEN[home % 8], MEN[(home + 3) % 8], WOMEN[home % 8]
    day = f"{1 + home % 28:02d}"
    if kind == "father and son":
        yield {"person_id": "father", "first_name": man, "birth_date": f"{1944 + home % 15}-03-{day}"}
        yield {"person_id": "son", "first_name": man, "birth_date": f"{1974 + home % 15}-11-{1 + 5 * home % 28:02d}"}
    elif kind == "cousins":
        yield {"person_id": "one", "first_name": man, "birth_date": f"1971-03-{day}"}
        yield {"person_id": "other", "first_name": man, "birth_date": f"{1976 + home % 9}-12-{1 + (home + 9) % 28:02d}"}
    elif kind == "twins":
        for person, first_name in (("one", man), ("other", brother), ("one", man)):
            yield {"person_id": person, "first_name": first_name, "birth_date": f"{1990 + home % 12}-05-{day}"}
    elif kind == "couple":
        for first_name in (man, woman, woman):
            yield {"person_id": first_name, "first_name": first_name}
    else:
        firm = f"{LAST_NAMES[home % 12]} {home} Bau GmbH"
        named = {"company_name": firm} if kind == "contact and firm" else {}
        yield {"person_id": "person", "party_type": "person", "first_name": woman} | named
        yield {"person_id": "firm", "party_type": "company", "company_name": firm, "last_name": ""}


def homes(number: int) -> pd.DataFrame:
    """So many homes, of each kind in turn."""
    records = []
    for home in range(number):
        last_name = LAST_NAMES[home % 12] + ("", "er", "mann", "stein", "berg", "hof")[home // 12]
        shared = {
            "last_name": last_name, "street": f"{last_name}weg", "house_number": str(1 + home), "city": "München",
            "postal_code": f"{80331 + 37 * home}", "phone": f"089 {2340000 + 7919 * home}",
            "email": f"info@{last_name.lower()}.example",
        }  # fmt: skip
        given = [
            shared | one | {"person_id": f"{home} {one['person_id']}"} for one in people(KINDS[home % len(KINDS)], home)
        ]
        given.append({"email": shared["email"], "source": "newsletter"})
        given.append({name: shared[name] for name in ("email", "phone", "last_name")} | {"source": "support"})
        for number_in_home, record in enumerate(given):
            source = ("contracts", "shop", "broker")[number_in_home % 3]
            records.append({"source": source} | record | {"record_id": f"{home}-{number_in_home}"})
    return pd.DataFrame(records)


@pytest.mark.parametrize("train", [False, True], ids=["default", "trained"])
@pytest.mark.parametrize("number", [len(KINDS), 72])
def test_two_of_one_home_or_firm_stay_two(number, train, tmp_path):
    measured = evaluate(tmp_path, homes(number), train=train)
    assert measured.unjudged_count == 2 * number
    assert (measured.precision, measured.recall) == (1, 1), measured
