"""A dbt project of a few models over given tables, to prove a materialization of macros/engine by itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from house import ROOT

PROJECT = """
name: small
version: "1.0"
profile: small
macro-paths: ["{engine}"]
models: {{+materialized: {materialized}, +meta: {meta}, +persist_docs: {{relation: true, columns: true}}}}
"""
PROFILE = "small: {{target: here, outputs: {{here: {{type: duckdb, path: '{database}', threads: 2}}}}}}"
RUN_TWICE = """
import sys
from dbt.cli.main import dbtRunner
manifest = dbtRunner().invoke(["parse", "--quiet"]).result
runs = (["run", "--quiet"], ["run", "--quiet", "--select", *sys.argv[1:]])
raise SystemExit(not all([dbtRunner(manifest=manifest).invoke(run).success for run in runs]))
"""


def run_project(
    room: Path,
    materialized: str,
    tables: Mapping[str, pa.Table],
    models: Mapping[str, str],
    *,
    again: str,
    meta: str = "{}",
    yml: str = "",
) -> Path:
    """Run every model, those named in `again` a second time (they replace a table); returns the database."""
    database = room / "small.duckdb"
    (room / "models").mkdir()
    written = {
        "dbt_project.yml": PROJECT.format(engine=ROOT / "macros" / "engine", materialized=materialized, meta=meta),
        "profiles.yml": PROFILE.format(database=database),
        "models/about.yml": yml,
        **{f"models/{name}.sql": sql for name, sql in models.items()},
    }
    for name, text in written.items():
        (room / name).write_text(text, encoding="utf-8")
    with duckdb.connect(str(database)) as connection:
        for name, table in tables.items():
            connection.register("given", table)
            connection.execute(f"create table {name} as select * from given")
    # a process of its own, since dbt keeps one connection per process
    place = {**os.environ, "DBT_PROJECT_DIR": str(room), "DBT_PROFILES_DIR": str(room)}
    run = [sys.executable, "-c", RUN_TWICE, *again.split()]
    done = subprocess.run(run, env=place, cwd=room, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return database
