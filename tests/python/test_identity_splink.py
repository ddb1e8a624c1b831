"""Match weights and probabilities against Splink 5: same records, levels and weights, two classes, persons.

Splink computes the weights by itself; the levels' SQL is ours. Three things differ on purpose and are said here:
the share of records that carry a value is of all records, not only of those that have one; an e-mail address or phone
that comes with one name only is rarer than its records say (Splink is told how rare); and a whole name that is at
home in many places counts as more common than its two parts (those pairs are left out).
"""

from __future__ import annotations

import re
from math import log2
from types import SimpleNamespace

import duckdb
import pandas as pd
import pytest
from splink import Linker
from splink.backends.duckdb import DuckDBAPI

import transform

PHONE = """case when l.phone = r.phone then 'e' when {{ is_mistyped('l.phone', 'r.phone') }} then 's'
    when l.phone <> r.phone then 'd' else '-' end"""
# comparison → column whose frequency counts, and how the letter is found in records l and r
COMPARISONS = {
    "first_name": ("first_name_group", "{{ compare_first_names('l', 'r') }}"),
    "last_name": ("last_name", "{{ compare_last_names('l', 'r') }}"),
    "birth_date": ("birth_date", "{{ compare_birth_dates('l', 'r') }}"),
    "email": ("email", "{{ compare_emails('l', 'r') }}"),
    "phone": ("phone", PHONE),
    "iban": ("iban", "case when l.iban = r.iban then 'e' when l.iban <> r.iban then 'd' else '-' end"),
    "address": ("whole_address", "{{ compare_addresses('l', 'r') }}"),
}
# addresses that agree in the place alone count the place
PLACES = {"p": "postal_code", "q": "postal_code", "c": "city", "r": "city"}
CONTACTS = ("email", "phone")
ADDRESS = "postal_code || '|' || street || '|' || coalesce(house_number, '') as whole_address"
NO_HOUSEHOLD = 1e-30


@pytest.fixture(scope="module")
def sides(demo_landing, tmp_path_factory, build_company) -> SimpleNamespace:
    """Our scores of the persons' pairs, and Splink's."""
    warehouse = tmp_path_factory.mktemp("two_classes")
    database = build_company(demo_landing, warehouse=warehouse, select="int_identity__scores")
    with duckdb.connect(str(database)) as connection:
        connection.execute("update seeds.match_weights set household_share = ?", [NO_HOUSEHOLD])
    chosen = ("--select", "match_weights+,+int_identity__scores", "--exclude", "match_weights")
    like_splink = {"min_population": 1, "prior_record_weight": 1e12}  # no least population, one prior for all
    assert transform.dbt("run", warehouse, like_splink, *chosen).success
    macros = "select " + ", ".join(f"{letter} as {name}" for name, (_, letter) in COMPARISONS.items())
    compiled = transform.dbt("compile", warehouse, {}, "--inline", macros).result.results[0].node.compiled_code

    with duckdb.connect(str(database), read_only=True) as connection:
        records = connection.execute(
            f"select *, {ADDRESS} from intermediate.int_identity__compared_records"
            " inner join intermediate.int_identity__weighed_records using (record_number)"
        ).df()
        weights = connection.execute("select * from seeds.match_weights where party = 'p'").df()
        expected = connection.execute(
            "select same_share from seeds.match_weights where party = 'p' and comparison = 'prior'"
        ).fetchall()[0][0]
        ours = connection.execute(
            """select record_number_a, record_number_b, scores.pattern, scores.match_weight,
                scores.match_probability, a.name_home_count
            from intermediate.int_identity__scores as scores
            inner join intermediate.int_identity__weighed_records as a on record_number_a = a.record_number
            where scores.pattern like 'p%' and substr(scores.pattern, 5, 1) = '-' and scores.pattern like '%---'"""
        ).df()
    return SimpleNamespace(
        ours=ours, records=records, splink=score(records, weights, ours, letters(compiled), expected)
    )


def letters(compiled: str) -> dict[str, str]:
    """Comparison → the SQL of its letter, over Splink's columns."""
    names = "|".join(COMPARISONS)
    parts = re.split(rf"\bas ({names})\b,?", compiled.strip().removeprefix("select"))
    assert parts[1::2] == list(COMPARISONS)
    return {
        name: re.sub(r"\b(?:count_)?([lr])\.(\w+)", r"\2_\1", sql)
        for sql, name in zip(parts[::2], parts[1::2], strict=False)
    }


def score(
    records: pd.DataFrame, weights: pd.DataFrame, pairs: pd.DataFrame, sql: dict[str, str], expected: float
) -> pd.DataFrame:
    """Splink's match weight and probability of the pairs; `expected`: other records of the same customer per record."""
    api = DuckDBAPI()
    comparisons = [
        {
            "output_column_name": name,
            "comparison_levels": levels(weights[weights.comparison == name], sql[name], column),
        }
        for name, (column, _) in COMPARISONS.items()
    ]
    settings = {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record_number",
        "probability_two_random_records_match": 1 / (1 + len(records) / expected),
        "comparisons": comparisons,
        "blocking_rules_to_generate_predictions": ["1 = 1"],
        "additional_columns_to_retain": [],
    }
    linker = Linker(api.register(records), settings, log_level=40)
    for column in [column for column, _ in COMPARISONS.values()] + sorted({*PLACES.values()}):
        counts = records.groupby(column, as_index=False).size()
        if column in CONTACTS:
            counts["size"] = records.groupby(column, as_index=False)[f"{column}_count"].first()[f"{column}_count"]
        shares = pd.DataFrame({column: counts[column], f"tf_{column}": counts["size"] / len(records)})
        linker.table_management.register_term_frequency_lookup(api.register(shares), column)
    blocked = pd.DataFrame({"match_key": "0", "join_key_l": pairs.record_number_a, "join_key_r": pairs.record_number_b})
    linker.table_management.register_blocked_pairs_for_predict(api.register(blocked))
    return linker.inference.predict().as_duckdbpyrelation().df()


def levels(given: pd.DataFrame, letter: str, column: str) -> list[dict]:
    """Splink's levels of one comparison: unknown, each letter, else different."""
    made = [{"sql_condition": f"({letter}) = '-'", "label_for_charts": "unknown", "is_null_level": True}]
    for row in given.sort_values("level", key=lambda level: level == "d").itertuples():
        level = {
            "sql_condition": "ELSE" if row.level == "d" else f"({letter}) = '{row.level}'",
            "label_for_charts": row.label_en,
            "m_probability": row.same_share,
            "u_probability": row.unrelated_share,
        }
        if row.is_frequency_adjusted:
            level |= {
                "tf_adjustment_column": column if row.level == "e" else PLACES[row.level],
                "tf_adjustment_weight": 1,
                "disable_tf_exact_match_detection": True,
            }
        made.append(level)
    return made


def test_weights_and_probabilities_are_those_of_splink(sides):
    keys = {"record_number_a": "record_number_l", "record_number_b": "record_number_r"}
    both = sides.ours.merge(sides.splink, left_on=[*keys], right_on=[*keys.values()], suffixes=("", "_splink"))
    assert len(both) == len(sides.ours)
    is_common = both.pattern.str.startswith("pee") & (both.name_home_count > 2)
    assert is_common.mean() < 0.1
    both = both[~is_common]
    assert len(both) > 500
    assert both.pattern.nunique() > 100
    assert (both.match_weight - both.match_weight_splink).abs().max() < 1e-6
    assert (both.match_probability - both.match_probability_splink).abs().max() < 1e-6


def test_splinks_own_frequencies_are_shares_of_the_records_that_have_a_value(sides):
    known = sides.records.last_name.notna().sum()
    api = DuckDBAPI()
    settings = {"link_type": "dedupe_only", "unique_id_column_name": "record_number", "comparisons": [
        {"output_column_name": "last_name", "comparison_levels": [
            {"sql_condition": "last_name_l = last_name_r", "tf_adjustment_column": "last_name"},
            {"sql_condition": "ELSE"},
        ]}]}  # fmt: skip
    linker = Linker(api.register(sides.records), settings, log_level=40)
    theirs = linker.table_management.compute_tf_table("last_name").as_duckdbpyrelation().df()
    ours = sides.records.groupby("last_name").last_name_count.first()
    assert (theirs.set_index("last_name").tf_last_name * known - ours).abs().max() < 1e-6
    assert log2(len(sides.records) / known) > 0, "with a name in every record there would be no difference"
