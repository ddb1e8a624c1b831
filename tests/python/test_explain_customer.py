"""explain_customer: all that the view says of a customer, in both languages, and a clear word where it is nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import explain_customer
from publish import VIEW

STEP = re.compile(r"^ {6}(.+?) +([+-][\d.]+)  (.*)$")


@pytest.fixture(scope="module")
def warehouse(demo_build, tmp_path_factory) -> Path:
    """The small demo company's view, with a history of ids."""
    folder = tmp_path_factory.mktemp("published")
    shutil.copy(demo_build, folder / VIEW)
    with duckdb.connect(str(folder / VIEW)) as connection:
        one, other = connection.execute("select min(customer_id), max(customer_id) from marts.customers").fetchall()[0]
        connection.execute(
            "insert into marts.customer_id_changes (customer_id, previous_customer_id, change, changed_on) values"
            f" ('{one}', 'C-merged', 'merged', '2026-01-31'), ('{one}', 'C-split', 'split', '2026-02-28'),"
            f" ('{other}', 'C-split', 'split', '2026-02-28'), (null, 'C-retired', 'retired', '2026-03-31')"
        )
    return folder


@pytest.fixture
def explain(warehouse, capsys):
    """`explain(id, …)` → exit code, lines printed, and what was said beside them."""

    def call(name: str, *options: str, at: Path = warehouse) -> tuple[int, list[str], str]:
        code = explain_customer.main([name, "--warehouse", str(at), *options])
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    return call


def test_every_record_is_there_with_its_reason_and_a_waterfall_that_adds_up(explain, warehouse, query):
    """The bits as printed add up to the sum as printed, and that to the probability that BI reads."""
    customer, size = query(
        warehouse / VIEW, "select customer_id, count(*) from marts.customer_records where match_kind = 'evidence'"
        " group by customer_id order by count(*) desc, customer_id limit 1",
    )[0]  # fmt: skip
    members = query(
        warehouse / VIEW, "select record_id, linked_record_id, match_reason, match_reason_de, match_probability"
        f" from marts.customer_records where customer_id = '{customer}'",
    )  # fmt: skip
    code, lines, _ = explain(customer)
    assert code == 0 and size >= 3
    for record, _, reason, *_ in members:
        assert any(line.startswith(f"  {record} · ") for line in lines)
        assert f"    {reason}" in lines
    german = explain(customer, "--language", "de")[1]
    assert all(f"    {reason}" in german for _, _, _, reason, _ in members)

    sums, bits = [], []
    for step in filter(None, map(STEP.match, lines)):
        label, number, rest = step.groups()
        if label == "=":
            assert sum(bits) == pytest.approx(float(number), abs=0.051 * (len(bits) + 1))
            assert 100 / (1 + 2 ** -float(number)) == pytest.approx(float(re.search(r"([\d.]+) %", rest)[1]), abs=1.8)
            sums.append(re.search(r"([\d.]+) %", rest)[1])
            bits = []
        else:
            bits.append(float(number))
            assert ("█" in rest) <= (float(number) > 0) and ("░" in rest) <= (float(number) < 0)
    of_pairs = {(min(a, b), max(a, b)): f"{100 * p:.2f}" for a, b, _, _, p in members if b}
    assert sorted(of_pairs.values()) == sorted(sums[: len(of_pairs)])


def test_a_record_leads_to_its_customer_and_is_marked(explain, warehouse, query):
    record, customer = query(
        warehouse / VIEW, "select record_id, customer_id from marts.customer_records order by record_id limit 1"
    )[0]
    _, lines, _ = explain(record)
    assert lines[0].startswith(customer)
    assert next(line for line in lines if line.startswith("→")).startswith(f"→ {record} · ")


def test_pairs_to_decide_stand_with_both_customers(explain, warehouse, query):
    record_a, record_b, customer_a, customer_b, reason = query(
        warehouse / VIEW, "select record_id_a, record_id_b, customer_id_a, customer_id_b, reason from"
        " marts.match_reviews where match_kind = 'missed_match' order by review_rank limit 1",
    )[0]  # fmt: skip
    for customer in (customer_a, customer_b):
        lines = explain(customer)[1]
        at = lines.index("To decide")
        assert any(line.startswith(f"  {record_a} · {record_b} · ") for line in lines[at:])
        assert f"    {reason}" in lines[at:]


def test_former_ids_lead_to_who_answers_for_them(explain, warehouse, query):
    one, other = query(warehouse / VIEW, "select min(customer_id), max(customer_id) from marts.customers")[0]
    assert explain("C-merged")[1][0].startswith(one)
    assert "  C-merged was merged on 2026-01-31" in explain(one)[1]
    heads = [line.split(" · ")[0] for line in explain("C-split")[1]]
    assert one in heads and other in heads


@pytest.mark.parametrize("name", ["shop:nobody", "C-retired", "' or '1' = '1"])
def test_an_id_that_leads_to_nobody_ends_with_64_and_a_sentence(explain, name):
    code, lines, said = explain(name)
    assert (code, lines) == (64, [])
    assert said.startswith(name) and said.strip().endswith(".")


def test_without_a_published_view_it_says_so(explain, tmp_path):
    code, _, said = explain("shop:1", at=tmp_path)
    assert code == 64 and "No view is published" in said


def test_a_reader_who_has_read_enough_ends_it_without_a_word(warehouse, query):
    customer = query(warehouse / VIEW, "select min(customer_id) from marts.customers")[0][0]
    words = [sys.executable, explain_customer.__file__, customer, "--warehouse", str(warehouse)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
