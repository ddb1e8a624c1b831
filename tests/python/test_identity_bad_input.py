"""Records that no one should have: identity neither breaks nor blows up, and loses none of them."""

from __future__ import annotations

import random
import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from evaluate_identity import records_loaded, resolve
from line import matching_words

CROWD = 100_000
ODD = {
    "all empty": {},
    "one letter": {"first_name": "A", "last_name": "B", "city": "C", "street": "D", "email": "a@b.c"},
    "emoji": {"first_name": "😀", "last_name": "👩‍👩‍👧", "company_name": "🏢", "email": "😀@😀.de", "phone": "☎"},
    "Cyrillic": {"first_name": "Анна", "last_name": "Каренина", "city": "Москва", "email": "анна@почта.рф"},
    "long": dict.fromkeys(("first_name", "last_name", "street", "city", "email", "phone", "iban"), "x" * 10_000),
    "long words": {"first_name": "a b " * 2500, "last_name": "c-d-" * 2500, "company_name": "GmbH " * 2000},
    "quotes": {"first_name": "'; drop table x; --", "last_name": '"', "email": "\\", "postal_code": "%"},
    "zeros": {"birth_date": "0000-00-00", "phone": "0000000", "postal_code": "00000", "iban": "DE00", "vat_id": "DE0"},
    "wrong types": {"party_type": "dog", "country": "??", "birth_date": "9999-12-31", "house_number": "-1"},
}  # fmt: skip


def crowd(draw: random.Random) -> pd.DataFrame:
    """Many different people who share one e-mail address, phone, IBAN, birth date, address and city."""
    shared = {
        "email": "post@example.org", "phone": "030 1234567", "iban": "DE89370400440532013000", "street": "Hauptstr.",
        "house_number": "1", "postal_code": "10115", "city": "Berlin", "birth_date": "1980-05-01",
    }  # fmt: skip
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [("".join(draw.choices(letters, k=7)), "".join(draw.choices(letters, k=9))) for _ in range(CROWD)]
    people = pd.DataFrame(names, columns=["first_name", "last_name"])
    return people.assign(record_id=[f"shop:{n}" for n in range(CROWD)], **shared)


@pytest.fixture(scope="module")
def resolved(tmp_path_factory):
    """The build database after the crowd, the odd ones (twice each), and as many records that are all alike."""
    room = tmp_path_factory.mktemp("bad")
    odd = pd.DataFrame([{"record_id": f"{name} {n}", **block} for name, block in ODD.items() for n in (1, 2)])
    alike = pd.DataFrame({"record_id": [f"alike {n}" for n in range(5000)], "first_name": "Ada", "last_name": "Adler"})
    records = pd.concat([crowd(random.Random(1)), odd, alike]).assign(source="shop", truth="one")
    records.to_parquet(room / "records.parquet")
    with records_loaded(room, room / "records.parquet", "truth"):
        resolve(room)
    with duckdb.connect(str(room / "build" / "build.duckdb"), read_only=True) as connection:
        yield connection, records


def test_every_record_is_somebody(resolved):
    connection, records = resolved
    clusters = connection.execute("select record_id from intermediate.int_identity__clusters").fetchall()
    assert sorted(record_id for (record_id,) in clusters) == sorted(records.record_id)


def test_what_all_share_makes_few_pairs(resolved):
    connection, records = resolved
    pairs = connection.execute("select count(*) from intermediate.int_identity__pairs").fetchall()[0][0]
    assert pairs < 10 * len(records), "5 billion pairs share the one address"


def test_the_log_counts_what_was_too_common_and_names_no_value(resolved):
    connection, _records = resolved
    [(file,)] = connection.execute("select path from duckdb_databases() where path is not null").fetchall()
    words = matching_words(Path(file))
    pairs = connection.execute("select count(*) from intermediate.int_identity__pairs").fetchall()[0][0]
    assert f"{pairs:,} pairs of records compared; too common to compare by: " in words
    assert f"Address 1 value ({CROWD:,} times)" in words
    assert not {"post", "1234567", "hauptstr", "berlin"} & set(re.findall(r"[a-z0-9]+", words.lower()))


def test_scores_are_finite(resolved):
    connection, _ = resolved
    wrong = connection.execute(
        """select pattern, match_weight, match_probability from intermediate.int_identity__scores
        where not isfinite(match_weight) or match_probability not between 0 and 1 or match_weight is null limit 5"""
    ).fetchall()
    assert wrong == []


def test_who_shares_only_what_all_share_stays_alone(resolved):
    connection, _ = resolved
    alone = connection.execute(
        """select count(*) from (select 1 from intermediate.int_identity__clusters
        where record_id like 'shop:%' or record_id like 'alike %' or record_id like 'all empty %'
        group by cluster_id having count(*) = 1)"""
    ).fetchall()[0][0]
    assert alone > 0.99 * (CROWD + 5000)


@pytest.mark.parametrize("name", ["Cyrillic", "long words", "one letter"])
def test_odd_people_who_agree_in_all_are_one(resolved, name):
    connection, _ = resolved
    found = "select count(distinct cluster_id) from intermediate.int_identity__clusters where record_id like ?"
    assert connection.execute(found, [f"{name} _"]).fetchall() == [(1,)]


def test_where_nothing_was_compared_training_changes_nothing(tmp_path):
    file = tmp_path / "records.csv"
    pd.DataFrame({"record_id": ["shop:1", "shop:2"], "source": "shop", "person_id": ["1", "2"]}).to_csv(file)
    with records_loaded(tmp_path, file, "person_id"):
        resolve(tmp_path, train=True)
    with duckdb.connect(str(tmp_path / "raw.duckdb")) as connection:
        assert connection.execute("select count(*) from raw_state.match_weights").fetchall() == [(0,)]
