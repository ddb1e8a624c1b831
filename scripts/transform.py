"""Run dbt inside this process: one parse, then runner calls that share its manifest.

A dbt command line costs seconds of start-up each time; a runner call with a manifest a fraction of one.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt.contracts.graph.manifest import Manifest

PROJECT = Path(__file__).resolve().parent.parent


@cache
def manifest() -> Manifest:
    """Parse the project once, with its own vars, so that dbt's parse cache stays valid for every company."""
    result = dbtRunner().invoke(["parse", "--quiet", *_folders()])
    if not result.success:
        raise result.exception or RuntimeError("dbt could not parse the project")
    return result.result


def dbt(command: str, warehouse: Path, variables: dict[str, Any], *options: str) -> dbtRunnerResult:
    """Run one dbt command (run, build, test …) on a company's warehouse folder.

    `variables` override dbt_project.yml; they end up in logs, so nothing private belongs there.
    """
    parsed = manifest()
    (warehouse / "build").mkdir(parents=True, exist_ok=True)
    os.environ["WAREHOUSE"] = str(warehouse)
    words = [command, "--quiet", "--vars", yaml.safe_dump(variables), *_folders(), *options]
    return dbtRunner(manifest=parsed).invoke(words)


def _folders() -> list[str]:
    return ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)]
