"""The engine macros say the same on DuckDB as they promise, and what they promise to Spark."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace

import duckdb
import jinja2
import pytest

from house import ROOT

NAMES = [
    "regexp_replace_all",
    "sha256_hex",
    "value_at_max",
    "each_number",
    "each_word",
    "item_of",
    "list_of",
    "words_in_order",
]
ROWS = "(values ('b', 1, 1), ('a', 2, 1), (null, 3, 1), ('b', 2, 2)) as t (name, day, number)"


def rendered(engine: str, name: str, *arguments: object) -> str:
    """The SQL that a macro makes for an engine."""
    text = "".join((ROOT / f"macros/engine/{n}.sql").read_text(encoding="utf-8") for n in NAMES)
    calls = SimpleNamespace(dispatch=lambda called: getattr(module, f"{engine}__{called}"))
    template = jinja2.Environment(autoescape=False).from_string(text)
    module = template.make_module({"adapter": calls, "return": lambda value: value})
    return " ".join(getattr(module, name)(*arguments).split())


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("regexp_replace_all", ["'a-b-c'", "[^a-z]"], "abc"),
        ("regexp_replace_all", ["'ab12'", r"([a-z])(\d)", r"\2\1"], "a1b2"),
        ("sha256_hex", ["'müller@example.org'"], hashlib.sha256("müller@example.org".encode()).hexdigest()),
        ("value_at_max", ["name", "number"], "b"),
        ("value_at_max", ["name", ["day", "number"]], "b"),
        ("value_at_max", ["cast(null as text)", "day"], None),
        ("each_number", ["7", "7"], 7),
        ("list_of", [["1", "null", "3"]], [1, None, 3]),
        ("item_of", ["[4, 5]", "1"], 4),
        ("words_in_order", ["name", "-number"], "b b a"),
        ("words_in_order", ["cast(null as text)", "number"], None),
        ("words_in_order", ["name", ["day", "name"]], "b a b"),
    ],
)
def test_macro_says_on_duckdb(name, arguments, expected):
    source = f" from {ROWS}" if name in {"value_at_max", "words_in_order"} else ""
    query = f"select {rendered('default', name, *arguments)}{source}"
    assert duckdb.execute(query).fetchall() == [(expected,)]


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("regexp_replace_all", ["a", r"(\d) ", r"\1"], r"regexp_replace( a, '(\\d) ', '$1' )"),
        ("sha256_hex", ["a"], "sha2(a, 256)"),
        ("value_at_max", ["a", ["b", "c"]], "max_by(a, case when a is not null then struct(b, c) end)"),
        ("list_of", [["a", "b"]], "array(a, b)"),
        ("item_of", ["a", "b"], "element_at(a, b)"),
        ("each_number", ["a", "b"], "explode(case when a <= b then sequence(a, b) end)"),
        (
            "each_word",
            ["a"],
            "inline(transform( split(a, ' '), (word, place) -> named_struct('word', word, 'position', place + 1) ))",
        ),
        (
            "words_in_order",
            ["a", ["b", "c"]],
            "nullif(array_join(transform( sort_array(collect_list( case when a is not null then"
            " named_struct('position', struct(b, c), 'word', a) end )), each -> each.word ), ' '), '')",
        ),
    ],
)
def test_macro_becomes_on_spark(name, arguments, expected):
    assert rendered("spark", name, *arguments) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("a bc a", [("a", 1), ("bc", 2), ("a", 3)]), ("a", [("a", 1)]), (None, [])]
)
def test_each_word_is_a_row(text, expected):
    query = f"select {rendered('default', 'each_word', 'given')} from (select cast(? as varchar) as given)"
    assert duckdb.execute(query, [text]).fetchall() == expected
