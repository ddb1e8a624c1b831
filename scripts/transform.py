"""Run dbt inside this process: one parse, then runner calls that share its manifest.

A dbt command line costs seconds of start-up each time; a runner call with a manifest a fraction of one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest
from dbt.events.types import NodeFinished
from dbt_common.events.base_types import BaseEvent, EventLevel, EventMsg
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager

PROJECT = Path(__file__).resolve().parent.parent


class Listeners(EventManager):
    """Makes no message of what nobody hears: dbt says a dozen things on every query, at debug level."""

    def fire_event(self, e: BaseEvent, level: EventLevel | None = None, *rest: Any, **more: Any) -> None:
        """Pass on what ends a node, and all that is more than debugging."""
        if isinstance(e, NodeFinished) or (level or e.level_tag()) != EventLevel.DEBUG:
            super().fire_event(e, level, *rest, **more)


ctx_set_event_manager(Listeners())


@cache
def manifest() -> Manifest:
    """Parse the project once, with its own vars, so that dbt's parse cache stays valid for every company.

    The cache lies in target/line, beside that of dbt at the desk. Raises what dbt raises when a file of the
    project does not parse.
    """
    cache_folder = Path(os.environ.get("DBT_TARGET_PATH", PROJECT / "target")) / "line"
    chosen = os.environ.pop("WAREHOUSE", None)
    try:
        result = dbtRunner().invoke(["parse", *_options(cache_folder, cache_folder)])
    finally:
        if chosen is not None:
            os.environ["WAREHOUSE"] = chosen
    if not result.success:
        raise result.exception or RuntimeError("dbt could not parse the project")
    return result.result


def dbt(
    command: str,
    warehouse: Path,
    variables: dict[str, Any],
    *options: str,
    watch: Callable[[EventMsg], None] | None = None,
) -> dbtRunnerResult:
    """Run one dbt command (build, test …) on a company's warehouse folder; the result says how it went.

    `build` builds seeds and models and tests nothing: that is another command's, once all is built.
    `variables` override dbt_project.yml; they end up in logs, so nothing private belongs there. `watch` gets
    dbt's events while it works. Nothing is printed or logged: dbt's messages may quote values. What dbt compiled
    stands in the warehouse's folder log. Afterwards no connection to the build database is open.
    """
    parsed = _tables() if command == "build" else manifest()
    (warehouse / "build").mkdir(parents=True, exist_ok=True)
    log = warehouse / "log"
    words = [command, "--vars", yaml.safe_dump(variables), *_options(log / "dbt", log), *options]
    chosen = os.environ.get("WAREHOUSE")
    os.environ["WAREHOUSE"] = str(warehouse)
    try:
        return dbtRunner(manifest=parsed, callbacks=[watch] if watch else []).invoke(words)
    finally:
        _disconnect()
        os.environ.pop("WAREHOUSE")
        if chosen is not None:
            os.environ["WAREHOUSE"] = chosen


@cache
def _tables() -> Manifest:
    """The project without tests and exposures: dbt links, orders and searches all it is given, each time anew."""
    whole = manifest()
    return Manifest(
        nodes={key: node for key, node in whole.nodes.items() if node.resource_type in ("model", "seed")},
        sources=whole.sources,
        macros=whole.macros,
        metadata=whole.metadata,
    )


def _options(target: Path, log: Path) -> list[str]:
    folders = {"project-dir": PROJECT, "profiles-dir": PROJECT, "target-path": target, "log-path": log}
    return [
        *(word for name, folder in folders.items() for word in (f"--{name}", str(folder))),
        *("--log-level", "none", "--log-level-file", "none", "--no-write-json"),
    ]


def _disconnect() -> None:
    """Close the database that dbt keeps open for its next command."""
    with DuckDBConnectionManager._LOCK:
        if DuckDBConnectionManager._ENV is not None:
            DuckDBConnectionManager._ENV.close()
            DuckDBConnectionManager._ENV = None
