"""The audit: suites load as Great Expectations' own, find what they should, and words name keys, never persons."""

import re
import subprocess
import sys
from datetime import date, datetime
from types import SimpleNamespace

import duckdb
import pytest
import yaml

import audit
import profiles
from land import OLDER
from landing_contract import landing_contract
from landing_files import BLANK, NO_OBJECT, NUL, OPEN_QUOTE
from landing_rules import Rules
from landing_settings import Layout
from validate import suites, validate

PARAMETERS = {
    "max_quarantined_share": 0.02,
    "max_emptied_share": 0.05,
    "max_delivery_age_days": 45,
    "max_null_share_rise": 0.3,
    "max_row_loss_share": 0.5,
}
GOOD = {
    "delivered_entities": (
        [
            "entity",
            "file_count",
            "row_count",
            "quarantined_line_count",
            "quarantined_share",
            "emptied_field_share",
            "newest_fact_age_days",
        ],
        ["shop/orders", 1, 10, 0, 0.0, 0.0, 3],
    ),
    "delivered_columns": (
        ["field", "row_count", "null_share", "is_required", "null_share_rise"],
        ["shop/orders.order_id", 10, 0.0, True, None],
    ),
    "published_tables": (["mart", "row_count", "last_row_count", "row_loss_share"], ["customers", 900, 1000, 0.1]),
    "published_months": (["month", "row_count", "last_row_count", "row_loss_share"], ["2026-05", 10, 0, None]),
    "published_columns": (
        [
            "field",
            "row_count",
            "null_share",
            "distinct_count",
            "smallest",
            "largest",
            "total",
            "days_after",
            "null_share_rise",
        ],
        ["customers.customer_id", 10, 0.0, 10, None, None, None, None, 0.0],
    ),
    "published_sums": (["figure", "found", "expected"], ["revenue_shares", 12.5, 12.5]),
    "published_codes": (["code", "is_labelled"], ["customers.lifecycle_status = new", True]),
}
BAD = {
    "delivered_entities": ["shop/orders", 1, 0, 9, 0.5, 0.5, 400],
    "delivered_columns": ["shop/orders.order_id", 10, 0.5, True, 0.5],
    "published_tables": ["customers", 400, 1000, 0.6],
    "published_months": ["2026-05", 400, 1000, 0.6],
    "published_columns": ["customers.customer_id", 10, 0.1, 10, None, None, None, None, 0.9],
    "published_sums": ["revenue_shares", 12.5, 12.51],
    "published_codes": ["customers.lifecycle_status = odd", False],
}


@pytest.fixture(scope="module")
def findings() -> tuple[list[dict], list[dict]]:
    """What the suites find in good profiles, and in profiles with one bad row each."""
    good = {suite: {"columns": columns, "rows": [row]} for suite, (columns, row) in GOOD.items()}
    bad = {suite: {"columns": good[suite]["columns"], "rows": [good[suite]["rows"][0], BAD[suite]]} for suite in good}
    return validate(good, PARAMETERS), validate(bad, PARAMETERS)


def test_good_profiles_pass_every_suite(findings):
    good, _ = findings
    assert {finding["suite"] for finding in good} == set(GOOD) == {suite["name"] for suite in suites()}
    assert [finding for finding in good if not finding["is_met"] or finding["error"]] == []


def test_every_suite_finds_its_bad_row_and_names_its_key(findings):
    _, bad = findings
    for suite, row in BAD.items():
        unmet = [finding for finding in bad if finding["suite"] == suite and not finding["is_met"]]
        assert unmet, suite
        assert {key for finding in unmet for key in finding["keys"]} == {row[0]}


def test_every_expectation_speaks_both_languages(findings):
    good, _ = findings
    for finding in good:
        assert all(finding["meta"].get(part) for part in ("en", "de", "do_en", "do_de")), finding


def test_losses_are_compared_with_the_last_profile_only_forwards(demo_build):
    warehouse = demo_build.parents[1]
    first = profiles.profile(warehouse, date(2026, 6, 30), {})
    more = {
        "as_of": "2026-06-30",
        "profiles": {
            "published_tables": {"columns": ["mart", "row_count"], "rows": [["customers", 10**6]]},
        },
    }
    rows = profiles.profile(warehouse, date(2026, 6, 30), more)["published_tables"]["rows"]
    assert {row[0]: row[-1] and row[-1] > 0.9 for row in rows}["customers"]
    earlier = profiles.profile(warehouse, date(2026, 5, 31), more)["published_tables"]["rows"]
    assert all(row[-1] is None for row in earlier)
    assert all(row[-1] is None for row in first["published_tables"]["rows"])


def node(sql: str, test: str | None = None, **given) -> SimpleNamespace:
    metadata = SimpleNamespace(name=test, kwargs=given) if test else None
    return SimpleNamespace(compiled_code=sql, test_metadata=metadata, name="assert_every_order_has_a_date")


def test_examples_are_keys_and_never_personal():
    with duckdb.connect() as connection:
        row = (
            "select 'C1' as customer_id, 'Erika' as first_name, 'e@x.example' as email, date '1990-01-01' as birth_date"
        )
        assert audit.example_keys(connection, node(row)) == ("customer_id C1",)
        unique = node("select 'e@x.example' as unique_field, 2 as n_records", "unique", column_name="email")
        assert audit.example_keys(connection, unique) == ()
        unique = node("select 'C1' as unique_field, 2 as n_records", "unique", column_name="customer_id")
        assert audit.example_keys(connection, unique) == ("unique_field C1",)
        assert audit.example_keys(connection, node("select broken")) == ()


@pytest.mark.parametrize(
    ("test", "given", "english"),
    [
        ("unique", {"column_name": "customer_id"}, "customer_id: no value stands twice."),
        ("accepted_values", {"column_name": "kind", "values": ["a", "b"]}, "kind: only a, b."),
        ("is_key", {"columns": ["month", "scope"]}, "month, scope: no row stands twice, none without key."),
        (
            "relationships",
            {"column_name": "segment", "to": "ref('segments')", "field": "code"},
            "segment: every value exists in segments.code.",
        ),
    ],
)
def test_claims_are_sentences(test, given, english):
    assert audit.claim(node("", test, **given), {})[0] == english


def test_a_singular_test_is_named_by_its_claim():
    assert audit.claim(node(""), {})[0] == "Every order has a date."
    assert audit.claim(node(""), {"assert_every_order_has_a_date": "Ja."})[1] == "Ja."


def test_validation_says_what_it_is_for():
    words = [sys.executable, validate.__code__.co_filename, "--help"]
    assert "JSON in, JSON out" in subprocess.run(words, check=True, capture_output=True, text=True).stdout


def reasons() -> set[str]:
    """Every sentence that landing may give for setting something aside."""
    sentences = {
        BLANK,
        NUL,
        OPEN_QUOTE,
        NO_OBJECT,
        OLDER,
        "The line has 3 fields, the header 4.",
        "One of a, b is needed.",
    }
    for entity in landing_contract().values():
        for column in entity.columns:
            for decimals in (None, "german"):
                sql = Rules(Layout(decimals=decimals), "Europe/Berlin", datetime(2026, 6, 30)).reason(column, "value")
                sentences |= {f"{column.name} {why}." for why in re.findall(r"then '((?:is|lies|cannot) [^']*)'", sql)}
    return sentences


def test_every_reason_for_setting_aside_is_said_in_german():
    patterns = yaml.safe_load(audit.CLAIMS.read_text(encoding="utf-8"))["reasons"]
    said = {reason: audit.german_reason(reason, patterns) for reason in reasons()}
    assert len(said) > 100
    assert not [reason for reason, german in said.items() if german == reason]
    assert said["net_amount is no number with a decimal comma."] == "net_amount ist keine Zahl mit Dezimalkomma."
    assert (
        said["status is none of open, paid, failed, reversed."] == "status ist keines von open, paid, failed, reversed."
    )
    used = {pattern for pattern in patterns if any(re.fullmatch(pattern, reason) for reason in said)}
    assert used == set(patterns)
