"""Judge profiles by the suites in expectations/ with Great Expectations: JSON in, JSON out.

In:  {"profiles": {suite: {"columns": […], "rows": [[…], …]}}, "parameters": {name: value}}
Out: [{"suite", "expectation", "severity", "meta", "is_met", "keys", "error"}, …]

A process of its own, because importing the library takes longer than its work: the line starts it first and asks it
last. It waits for its input, and ends when the line ends.

Example: echo '{"profiles": {}, "parameters": {}}' | python scripts/validate.py
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

SUITES = Path(__file__).resolve().parent.parent / "expectations"


def suites() -> Iterator[dict[str, Any]]:
    """Every suite, in Great Expectations' own form; the file's name is the profile's."""
    for file in sorted(SUITES.glob("*.yml")):
        yield yaml.safe_load(file.read_text(encoding="utf-8"))


def validate(profiles: dict[str, Any], parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Judge each profile by its suite. `keys` are up to three keys (first column) of rows that fail."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    warnings.simplefilter("ignore")
    import great_expectations as gx  # takes seconds, and reads the setting above
    import pandas as pd

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("profiles")
    found = []
    for suite in suites():
        profile = profiles[suite["name"]]
        batch = (
            source.add_dataframe_asset(suite["name"])
            .add_batch_definition_whole_dataframe("now")
            .get_batch({"dataframe": pd.DataFrame(profile["rows"], columns=profile["columns"])})
        )
        key = profile["columns"][0]
        validated = batch.validate(
            gx.ExpectationSuite(**suite),
            expectation_parameters=parameters,
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": [key],
                "include_unexpected_rows": False,
            },
        )
        found += [_finding(suite["name"], key, result.to_json_dict()) for result in validated.results]
    return found


def _finding(suite: str, key: str, result: dict[str, Any]) -> dict[str, Any]:
    config, details = result["expectation_config"], result["result"]
    rows = details.get("unexpected_index_list") or []
    raised = {} if "raised_exception" in result["exception_info"] else result["exception_info"]
    return {
        "suite": suite,
        "expectation": config["type"],
        "column": config["kwargs"].get("column"),
        "severity": config.get("severity", "critical"),
        "meta": config.get("meta", {}),
        "is_met": result["success"],
        "count": len(rows),
        "keys": [str(row[key]) for row in rows[:3]],
        "error": next((error["exception_message"] for error in raised.values()), None),
    }


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    # whatever the libraries print goes to the log, not between the results
    with contextlib.redirect_stdout(sys.stderr):
        import great_expectations  # noqa: F401

        asked = json.load(sys.stdin)
        answer = validate(asked["profiles"], asked["parameters"]) if asked["profiles"] else []
    json.dump(answer, sys.stdout)
