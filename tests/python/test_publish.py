"""Publishing: a reader sees the old view or the new one, whole, whatever happens in between."""

import shutil
import subprocess
import sys
import time

import duckdb
import pytest

import publish as publishing
from publish import publish

READER = """
import pathlib, sys, duckdb
warehouse, last, reads = pathlib.Path(sys.argv[1]), 0, 0
print("ready", flush=True)
while not (warehouse / "stop").exists():
    with duckdb.connect(str(warehouse / "customer_view.duckdb"), read_only=True) as view:
        a, b = view.execute("select (select v from marts.a), (select v from marts.b)").fetchall()[0]
    folder = (warehouse / "current").resolve() / "marts"
    both = f"select (select v from '{folder}/a.parquet'), (select v from '{folder}/b.parquet')"
    c, d = duckdb.sql(both).fetchall()[0]
    assert a == b and c == d and a >= last, (a, b, c, d, last)
    last, reads = a, reads + 1
print(reads)
"""


def prepare(warehouse, version: int):
    """A small build whose two tables say the same number."""
    (warehouse / "build").mkdir(parents=True, exist_ok=True)
    build = warehouse / "build" / "build.duckdb"
    build.unlink(missing_ok=True)
    with duckdb.connect(str(build)) as connection:
        connection.execute("create schema marts; create schema staging; create table staging.s as select 1 as x")
        for table in "ab":
            connection.execute(f"create table marts.{table} (v integer not null, name varchar)")
            connection.execute(f"insert into marts.{table} values ({version}, 'it''s')")
            connection.execute(f"comment on table marts.{table} is 'it''s {table}'; comment on column marts.a.v is 'v'")
            if table == "a":
                connection.execute("create table marts.b_empty (x date)")
    return warehouse


def pages(folder):
    (folder / "report.html").write_text("report", encoding="utf-8")
    (folder / "audit.html").write_text("audit", encoding="utf-8")


def seen(warehouse) -> int:
    with duckdb.connect(str(warehouse / "customer_view.duckdb"), read_only=True) as connection:
        return connection.execute("select v from marts.b").fetchall()[0][0]


def test_a_version_holds_the_marts_with_comments_and_constraints(tmp_path, query):
    version = publish(prepare(tmp_path, 1), pages)
    view = tmp_path / "customer_view.duckdb"
    assert query(view, "select distinct schema_name from duckdb_tables()") == [("marts",)]
    assert query(view, "select comment from duckdb_tables() where table_name = 'a'") == [("it's a",)]
    assert query(
        view, "select comment, is_nullable from duckdb_columns() where table_name = 'a' and column_name = 'v'"
    ) == [("v", False)]
    assert sorted(file.name for file in (tmp_path / "marts").iterdir()) == ["a.parquet", "b.parquet", "b_empty.parquet"]
    assert duckdb.sql(f"select * from '{tmp_path}/marts/a.parquet'").fetchall() == [(1, "it's")]
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "report"
    assert (tmp_path / "current").resolve() == version
    assert not list(version.glob("*.wal"))


def test_a_copy_that_was_brought_back_gives_way_to_the_new_view(tmp_path):
    publish(prepare(tmp_path / "lost", 1), pages)
    shutil.copytree(tmp_path / "lost" / "marts", tmp_path / "found" / "marts")
    shutil.copy(tmp_path / "lost" / "customer_view.duckdb", tmp_path / "found")
    version = publish(prepare(tmp_path / "found", 2), pages)
    assert seen(tmp_path / "found") == 2
    assert (tmp_path / "found" / "marts").resolve() == version / "marts"
    assert (tmp_path / "found" / "customer_view.duckdb.restored").exists()


def test_old_versions_go_and_the_current_one_stays(tmp_path):
    for number in range(1, 5):
        publish(prepare(tmp_path, number), pages, kept=2)
    assert len(list((tmp_path / "versions").iterdir())) == 2
    assert seen(tmp_path) == 4
    oldest = min((tmp_path / "versions").iterdir())
    publishing.switch(tmp_path, oldest)
    publishing.forget(tmp_path, kept=1)
    assert oldest.exists() and seen(tmp_path) == 3


@pytest.mark.parametrize("step", ["copy_marts", "complete", "sync", "switch", "forget"])
def test_a_crash_at_any_step_leaves_a_whole_view(tmp_path, monkeypatch, step):
    publish(prepare(tmp_path, 1), pages)

    def crash(*_args, **_options):
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        if step != "complete":
            patch.setattr(publishing, step, crash)
        with pytest.raises(OSError, match="no space"):
            publish(prepare(tmp_path, 2), crash if step == "complete" else pages)
    assert seen(tmp_path) == (2 if step == "forget" else 1)
    publish(prepare(tmp_path, 3), pages)
    assert seen(tmp_path) == 3
    assert not list((tmp_path / "versions").glob("*.draft"))


def test_a_killed_run_leaves_a_whole_view(tmp_path):
    publish(prepare(tmp_path, 1), pages)
    prepare(tmp_path, 2)
    script = (
        "import sys, time, pathlib; from publish import publish;"
        "publish(pathlib.Path(sys.argv[1]), lambda folder: (print('now', flush=True), time.sleep(60)))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], cwd=publishing.__file__.rsplit("/", 1)[0], stdout=subprocess.PIPE
    )
    process.stdout.readline()
    process.kill()
    process.communicate()
    assert seen(tmp_path) == 1
    publish(tmp_path, pages)
    assert seen(tmp_path) == 2


def test_readers_see_no_half_view_during_publishing(tmp_path):
    publish(prepare(tmp_path, 1), pages)
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    reader.stdout.readline()
    ends = time.monotonic() + 3
    number = 1
    while time.monotonic() < ends or number < 10:
        number += 1
        publish(prepare(tmp_path, number), pages, kept=50)
    (tmp_path / "stop").touch()
    said, trouble = reader.communicate(timeout=30)
    assert reader.returncode == 0, trouble
    assert int(said) > 5
