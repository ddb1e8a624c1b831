"""The main job: exit codes, what stays published, what it says, and that it names no person."""

import csv
import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import audit
import line
import run
import transform

HEADERS = {
    "shop/customers": ["customer_id", "first_name", "last_name", "email", "updated_at"],
    "shop/orders": ["order_id", "customer_id", "ordered_at", "status", "currency", "net_amount", "updated_at"],
}


def published_ids(warehouse: Path, query) -> dict[str, str]:
    return dict(query(warehouse / "customer_view.duckdb", "select record_id, customer_id from marts.customer_records"))


def settings(landing: Path, **rules) -> None:
    said = yaml.safe_load((landing / "landing.yml").read_text(encoding="utf-8")) or {}
    (landing / "landing.yml").write_text(yaml.safe_dump({**said, "rules": rules}), encoding="utf-8")


@pytest.fixture(scope="module")
def company(demo_landing, tmp_path_factory) -> tuple[Path, Path, str]:
    """A small company, published once: landing folder, warehouse folder, what the run said."""
    room = tmp_path_factory.mktemp("line")
    landing = shutil.copytree(demo_landing, room / "acme")
    with pytest.MonkeyPatch.context() as patch:
        said = (room / "said.txt").open("w+", encoding="utf-8")
        patch.setattr(sys, "stdout", said)
        patch.setattr(sys, "stderr", said)
        code = run.main(["--landing", str(landing), "--warehouse", str(room / "wh")])
    said.seek(0)
    words = said.read()
    assert code == run.PUBLISHED, words
    return landing, room / "wh", words


def test_a_landing_folder_becomes_a_published_view(company, query):
    _, warehouse, said = company
    [(customers,)] = query(warehouse / "customer_view.duckdb", "select count(*) from marts.customers")
    assert customers > 300
    assert (warehouse / "marts" / "customers.parquet").exists()
    for word in ("land", "build", "audit", "publish", "EUR", "existing customers", "checks passed", "At the desk"):
        assert word in said
    assert f"{customers:,} of" in said
    for page in ("report.html", "audit.html"):
        text = (warehouse / page).read_text(encoding="utf-8")
        assert text.rstrip().endswith("</html>")
        assert not re.search(r"(src|href)=\"(https?:)?//", text), "a page loads from the network"


def test_no_message_and_no_audit_page_names_a_person(company):
    landing, warehouse, said = company
    logs = [file.read_text(encoding="utf-8") for file in (warehouse / "log").glob("*.log")]
    words = "\n".join([said, (warehouse / "audit.html").read_text(encoding="utf-8"), *logs])
    private = set()
    for file in landing.glob("*/customers.csv"):
        with file.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                private |= {row["email"], row["phone"], row["iban"], f"{row['first_name']} {row['last_name']}".strip()}
    named = sorted(value for value in private if len(value) > 6 and value in words)
    assert not named


def test_the_next_run_carries_ids_on_and_a_failed_audit_changes_nothing_published(company, query, capsys):
    landing, warehouse, _ = company
    before, ids = (warehouse / "current").resolve(), published_ids(warehouse, query)
    call = ["--landing", str(landing), "--warehouse", str(warehouse), "--as-of", "2026-06-30"]
    try:
        settings(landing, max_unconverted_share=-1, max_row_loss_share=-1)
        assert run.main(call) == run.AUDIT_FAILED
    finally:
        settings(landing)
    said = capsys.readouterr().err
    assert "The audit failed." in said and "audit.html" in said and "for example" in said
    assert re.search(r"WAREHOUSE=\S+ \S+dbt build --vars .*max_unconverted_share", said)
    assert len(said.splitlines()) < 25
    assert (warehouse / "current").resolve() == before
    page = (warehouse / "audit.html").read_text(encoding="utf-8")
    assert "Nicht veröffentlicht" in page and "Was zu tun ist" in page
    assert "Nicht veröffentlicht" not in (before / "audit.html").read_text(encoding="utf-8")

    assert run.main(call) == run.PUBLISHED
    assert (warehouse / "current").resolve() != before
    assert published_ids(warehouse, query) == ids


def test_rejected_input_keeps_the_last_view(company, capsys):
    landing, warehouse, _ = company
    before = (warehouse / "current").resolve()
    call = ["--landing", str(landing), "--warehouse", str(warehouse)]
    page = landing / "shop" / "refunds.csv"
    kept = page.read_bytes()
    try:
        page.write_text("<html>502 Bad Gateway</html>", encoding="utf-8")
        assert run.main(call) == run.INPUT_REJECTED
    finally:
        page.write_bytes(kept)
    assert "shop/refunds.csv" in capsys.readouterr().err
    try:
        settings(landing, inactive_after_dayz=3)
        assert run.main(call) == run.INPUT_REJECTED
    finally:
        settings(landing)
    assert "inactive_after_days" in capsys.readouterr().err
    assert (warehouse / "current").resolve() == before


def test_a_missing_landing_folder_is_a_sentence(tmp_path, capsys):
    call = ["--landing", str(tmp_path / "nowhere"), "--warehouse", str(tmp_path / "wh")]
    assert run.main(call) == run.INPUT_REJECTED
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["--as-of", "2026-13-01"], ["--as-of"], ["--what"], ["left over"], ["--warehouse", __file__]]
)
def test_a_wrong_call_ends_with_64(words, capsys):
    with pytest.raises(SystemExit) as end:
        run.main(words)
    assert end.value.code == run.WRONG_CALL
    assert "usage" in capsys.readouterr().err


def test_a_second_run_on_the_same_warehouse_is_sent_away(tmp_path, capsys):
    with (tmp_path / ".lock").open("w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        assert run.main(["--landing", str(tmp_path / "x"), "--warehouse", str(tmp_path)]) == run.BUSY
    assert "Another run is active" in capsys.readouterr().err
    assert run.main(["--landing", str(tmp_path / "x"), "--warehouse", str(tmp_path)]) == run.INPUT_REJECTED


def test_interruption_and_breakdown_are_sentences_and_publish_nothing(company, monkeypatch, capsys):
    landing, warehouse, _ = company
    before = (warehouse / "current").resolve()
    call = ["--landing", str(landing), "--warehouse", str(warehouse)]
    old = signal.getsignal(signal.SIGTERM)
    try:
        monkeypatch.setattr(line, "build", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        assert run.main(call) == run.INTERRUPTED
    finally:
        signal.signal(signal.SIGTERM, old)

    def interrupted_query(*_):
        raise RuntimeError("Query interrupted")  # DuckDB's, whatever the handler of the signal raised

    monkeypatch.setattr(line, "build", interrupted_query)
    assert run.main(call) == run.INTERRUPTED

    def break_down(*_):
        raise ValueError("Erika Mustermann")

    monkeypatch.setattr(line, "build", break_down)
    assert run.main(call) == run.BUILD_FAILED
    said = capsys.readouterr().err
    assert "Interrupted during step build" in said
    assert "ValueError" in said and "Traceback" not in said and "Erika" not in said
    assert "Traceback" in (warehouse / "log" / "run.log").read_text(encoding="utf-8")
    assert (warehouse / "current").resolve() == before


def test_what_breaks_after_the_switch_is_no_failure_to_publish(company, monkeypatch, capsys):
    landing, warehouse, _ = company
    before = (warehouse / "current").resolve()

    def publish_and_break_down(*_):
        line.publish(warehouse, lambda _folder: None)
        raise ValueError("tidying up")

    monkeypatch.setattr(line, "build", publish_and_break_down)
    assert run.main(["--landing", str(landing), "--warehouse", str(warehouse)]) == run.PUBLISHED
    assert "published all the same" in capsys.readouterr().err
    assert (warehouse / "current").resolve() != before


def test_a_failed_build_names_the_model_and_no_value(demo_build, monkeypatch):
    warehouse = demo_build.parents[1]
    copy = warehouse.parent / f"{warehouse.name}_broken"
    copy.mkdir(exist_ok=True)
    shutil.copy(warehouse / "raw.duckdb", copy)
    with pytest.raises(line.BuildFailed) as failed:
        line.build_models(
            copy, {"as_of_date": "Erika"}, None, "--select", "stg_land__deliveries", "int_activity__orders"
        )
    assert "int_activity__orders" in str(failed.value)
    assert "Erika" not in str(failed.value)


def test_a_company_without_any_row_is_published_too(write_landing, tmp_path, query):
    landing = tmp_path / "empty"
    for entity, columns in HEADERS.items():
        file = landing / f"{entity}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(",".join(columns) + "\n", encoding="utf-8")
    assert run.main(["--landing", str(landing), "--warehouse", str(tmp_path / "wh")]) == run.PUBLISHED
    assert query(tmp_path / "wh" / "customer_view.duckdb", "select count(*) from marts.customers") == [(0,)]
    assert "Noch kein Umsatz" in (tmp_path / "wh" / "report.html").read_text(encoding="utf-8")


def test_without_libraries_the_sentence_says_what_to_do():
    script = (
        "import importlib.util, sys; sys.path.insert(0, 'scripts'); import run, pathlib;"
        "importlib.util.find_spec = lambda name: None; run.PROJECT = pathlib.Path('/nowhere'); run.main([])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=transform.PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "make build" in done.stderr and "Traceback" not in done.stderr


def test_the_german_page_knows_every_truth():
    known = yaml.safe_load(audit.CLAIMS.read_text(encoding="utf-8"))["singular"]
    tests = {file.stem for file in (transform.PROJECT / "tests" / "singular").glob("*.sql")}
    assert tests == set(known), "scripts/templates/claims.yml says each test of tests/singular in German"
