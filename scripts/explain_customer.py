"""Explain one customer of the published view: its records, why they belong together, whom it is not, its former ids.

    python scripts/explain_customer.py shop:4711 --warehouse warehouse/acme --language de

Takes a customer id of today or of any earlier view, or a record. Every record shows the link it hangs on as a waterfall
of bits (each bit doubles the odds that the two are one customer). Prints personal data, because that is what was asked
for, on the screen only. Exit code 64: nobody knows the id, or there is no view.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from publish import VIEW, text
from run import PROJECT, WRONG_CALL, Parser, end_with_reader

WIDTH = 36
WORDS = {
    "en": {
        "records": "Records", "values": "Values", "reviews": "To decide", "history": "Former ids",
        "result": "one customer with a probability of {} %", "value": "{} at stake; proposed ruling: {}",
        "changed": "{previous} was {change} on {on}", "carried": "said by {} records",
    },
    "de": {
        "records": "Datensätze", "values": "Werte", "reviews": "Zu entscheiden", "history": "Frühere Kundennummern",
        "result": "ein Kunde mit einer Wahrscheinlichkeit von {} %",
        "value": "{} stehen auf dem Spiel; vorgeschlagene Entscheidung: {}",
        "changed": "{previous}: {change} am {on}", "carried": "von {} Datensätzen gesagt",
    },
}  # fmt: skip


class Unknown(Exception):  # noqa: N818
    """There is nobody to explain; the text says why."""


@dataclass(frozen=True)
class View:
    """A published view and the language to explain it in: de or en; `shown` are pairs that need no second picture."""

    connection: duckdb.DuckDBPyConnection
    language: str
    shown: set[tuple[str, str]] = field(default_factory=set)

    def rows(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        """Rows of a statement with a `?` for each value, written into it as a literal."""
        for value in values:
            sql = sql.replace("?", text(value), 1)
        return self.connection.execute(sql).fetchall()

    def has(self, table: str) -> bool:
        """Whether the view publishes a table."""
        return bool(self.rows("select 1 from duckdb_tables() where schema_name = 'marts' and table_name = ?", table))

    def label(self, kind: str, code: str) -> str:
        """What people call a code."""
        found = self.rows(f"select label_{self.language} from marts.labels where kind = ? and code = ?", kind, code)
        return found[0][0] if found else code

    def say(self, words: str, *values: Any, **named: Any) -> str:
        """A phrase in the language."""
        return WORDS[self.language][words].format(*values, **named)

    def number(self, value: float, form: str) -> str:
        """A number as the language writes it."""
        shown = format(value, form)
        return shown.translate(str.maketrans(",.", ".,")) if self.language == "de" else shown


def main(words: list[str] | None = None) -> int:
    """Explain the customer of the command line; returns the exit code."""
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("id", help="a customer id, or a record as <source>:<key>")
    parser.add_argument("--warehouse", type=Path, default=PROJECT / "warehouse" / "demo",
                        help="the company's folder (default: the demo company's)")  # fmt: skip
    parser.add_argument("--language", choices=sorted(WORDS), default="en", help="of the explanation (default: en)")
    call = parser.parse_args(words)
    file = call.warehouse / VIEW
    try:
        if not file.exists():
            raise Unknown(f"No view is published in {call.warehouse}. Run scripts/run.py first.")
        with duckdb.connect(str(file), read_only=True) as connection:
            for line in explain(View(connection, call.language), call.id):
                print(line)
    except Unknown as unknown:
        print(unknown, file=sys.stderr)
        return WRONG_CALL
    return 0


def explain(view: View, name: str) -> Iterator[str]:
    """All that the view says of a customer or record, in lines. Raises Unknown."""
    for number, customer in enumerate(customers_behind(view, name)):
        if number:
            yield ""
        yield from head(view, customer)
        yield from records(view, customer, name)
        if view.has("customer_attributes"):
            yield from values(view, customer)
        yield from reviews(view, customer)
        yield from history(view, customer)


def customers_behind(view: View, name: str) -> list[str]:
    """Today's customers that an id or a record leads to; several when a customer was split."""
    found = view.rows(
        "select customer_id from marts.customers where customer_id = ? union select customer_id from"
        " marts.customer_records where record_id = ?", name, name,
    )  # fmt: skip
    former = view.rows("select customer_id from marts.customer_id_changes where previous_customer_id = ?", name)
    known = sorted({customer for (customer,) in found + former if customer is not None})
    if not known and former:
        raise Unknown(f"{name} was a customer of an earlier view; none of its records is left.")
    if not known:
        raise Unknown(f"{name} is neither a customer id, now or earlier, nor a record (<source>:<key>) of this view.")
    return known


def head(view: View, customer: str) -> Iterator[str]:
    """Who it is."""
    name, born, place, status = view.rows(
        "select coalesce(company_name, concat_ws(' ', first_name, last_name)), birth_date, concat_ws(', ',"
        " concat_ws(' ', street, house_number), concat_ws(' ', postal_code, city)), lifecycle_status"
        " from marts.customers where customer_id = ?", customer,
    )[0]  # fmt: skip
    yield " · ".join(filter(None, [customer, name, born and f"*{born}", place, view.label("status", status)]))


def records(view: View, customer: str, asked: str) -> Iterator[str]:
    """The customer's records with the reason of each and the waterfall behind it."""
    yield from ("", view.say("records"))
    reason = {"en": "match_reason", "de": "match_reason_de"}[view.language]
    for record, linked, source, kind, why in view.rows(
        f"select record_id, linked_record_id, source, match_kind, {reason} from marts.customer_records"
        " where customer_id = ? order by record_id", customer,
    ):  # fmt: skip
        mark = "→" if record == asked else " "
        yield f"{mark} {record} · {view.label('source', source)} · {view.label('match_kind', kind)}"
        yield f"    {why}"
        if linked:
            yield from waterfall(view, record, linked)


def waterfall(view: View, one: str, other: str) -> Iterator[str]:
    """The steps of a pair as bars, once: full ones speak for one customer, pale ones against it."""
    pair = (min(one, other), max(one, other))
    steps = view.rows(
        f"select label_{view.language}, bits, total_bits from marts.match_evidence"
        " where record_id_a = ? and record_id_b = ? order by step_number", *pair,
    )  # fmt: skip
    if not steps or pair in view.shown:
        return
    view.shown.add(pair)
    totals = [0.0, *(total for *_, total in steps)]
    low, scale = min(totals), WIDTH / ((max(totals) - min(totals)) or 1)
    labels = max(len(label) for label, *_ in steps)
    for (label, bits, total), before in zip(steps, totals, strict=False):
        start, end = (round((edge - low) * scale) for edge in sorted((before, total)))
        bar = " " * start + ("█" if bits > 0 else "░") * (end - start)
        yield f"      {label:<{labels}} {view.number(bits, '>+7.1f')}  {bar}".rstrip()
    shown = view.number(100 / (1 + 2.0 ** -min(max(totals[-1], -1000), 1000)), ".2f")
    yield f"      {'=':<{labels}} {view.number(totals[-1], '>+7.1f')}  {view.say('result', shown)}"


def values(view: View, customer: str) -> Iterator[str]:
    """What the records say of each attribute: the chosen value first, then those that lost."""
    yield from ("", view.say("values"))
    last = None
    for attribute, value, is_chosen, reason, record, count in view.rows(
        "select attribute, value, is_chosen, reason, record_id, record_count from marts.customer_attributes"
        " where customer_id = ? order by attribute, is_chosen desc, record_count desc, record_id", customer,
    ):  # fmt: skip
        named = view.label("attribute", attribute) if attribute != last else ""
        why = [record, view.label("value_reason", reason), view.say("carried", count) if count > 1 else ""]
        shown, mark = view.label(attribute, value), "✓" if is_chosen else " "
        yield f"  {named:<16} {mark} {shown}  ({', '.join(filter(None, why))})"
        last = attribute


def reviews(view: View, customer: str) -> Iterator[str]:
    """Pairs of the customer that a person should look at, the most valuable first."""
    reason = {"en": "reason", "de": "reason_de"}[view.language]
    found = view.rows(
        f"select record_id_a, record_id_b, match_kind, {reason}, value_at_stake_amount, proposed_ruling"
        " from marts.match_reviews where ? in (customer_id_a, customer_id_b) order by review_rank", customer,
    )  # fmt: skip
    if found:
        yield from ("", view.say("reviews"))
    for record_a, record_b, kind, why, amount, ruling in found:
        yield f"  {record_a} · {record_b} · {view.label('match_kind', kind)}"
        yield f"    {why}"
        yield f"    {view.say('value', view.number(amount, ',.2f'), ruling)}"
        yield from waterfall(view, record_a, record_b)


def history(view: View, customer: str) -> Iterator[str]:
    """Ids that led or lead to this customer."""
    found = view.rows(
        "select previous_customer_id, change, changed_on from marts.customer_id_changes where customer_id = ?"
        " order by changed_on, previous_customer_id", customer,
    )  # fmt: skip
    if found:
        yield from ("", view.say("history"))
    for previous, change, changed_on in found:
        called = view.label("customer_id_change", change)
        called = called.lower() if view.language == "en" else called
        yield f"  {view.say('changed', previous=previous, change=called, on=changed_on)}"


if __name__ == "__main__":
    end_with_reader()
    sys.exit(main())
