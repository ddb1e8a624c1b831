"""Fit the models of customer value on a build, and append their parameters to the raw store; the next step scores.

What may be fitted is decided in int_relationship__value_samples. Nothing is fitted twice: while the rows that a model
looks at stay the same, so do its parameters.

Example: python scripts/fit_value.py --warehouse warehouse/acme
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np

from publish import text
from run import built

PURCHASES = """
    select {columns}, count(*)::double as count from build.intermediate.int_relationship__purchase_summaries
    where cut_off_date = {day} and {condition} group by all order by all
"""
ROWS = {
    "bg_nbd": PURCHASES.format(
        columns="repeat_count::double as repeats, recency_weeks as recency, age_weeks as age",
        condition="true", day="{day}",
    ),
    "gamma_gamma": PURCHASES.format(
        columns="repeat_count::double as repeats, mean_repeat_amount as amount",
        condition="mean_repeat_amount > 0", day="{day}",
    ),
    "shifted_beta_geometric": """
        select contract_year::double as year, sum(at_risk_count)::double as at_risk, sum(lost_count)::double as lost
        from build.intermediate.int_relationship__renewal_years
        where cut_off_date = {day} and {line} in ('all', product_line) group by year order by year
    """,
}  # fmt: skip


def fit_value(warehouse: Path) -> tuple[int, int]:
    """Fit what build/build.duckdb allows, into raw_state.value_parameters; says how many, and how many were there."""
    fitted = known = 0
    with duckdb.connect(str(warehouse / "raw.duckdb")) as connection:
        connection.execute(f"attach {text(warehouse / 'build' / 'build.duckdb')} as build (read_only)")
        samples = connection.execute(
            "select model, product_line, sample_count, cut_off_date"
            " from build.intermediate.int_relationship__value_samples where gate_result = 'passed' order by all"
        ).fetchall()
        for model, line, count, day in samples:
            rows = connection.execute(ROWS[model].format(day=f"date {text(day)}", line=text(line))).fetchnumpy()
            fingerprint = hashlib.sha256(b"".join(column.tobytes() for column in rows.values())).hexdigest()
            version, last = newest(connection, model, line, day)
            if fingerprint == last:
                known += 1
                continue
            values = {
                "model": model, "product_line": line, "fingerprint": fingerprint, "version": version + 1,
                "sample_count": count, "fitted_on": day, **parameters(model, rows),
            }  # fmt: skip
            append(connection, "raw_state.value_parameters", values)
            fitted += 1
    return fitted, known


def newest(connection: duckdb.DuckDBPyConnection, model: str, line: str, day: object) -> tuple[int, str]:
    """Version and fingerprint of the last fit of a model for a day; 0 and empty before the first."""
    found = connection.execute(
        "select version, fingerprint from raw_state.value_parameters"
        f" where model = {text(model)} and product_line = {text(line)} and fitted_on = date {text(day)}"
        " order by version desc limit 1"
    ).fetchall()
    return found[0] if found else (0, "")


def parameters(model: str, rows: dict[str, np.ndarray]) -> dict[str, object]:
    """Fit a model; its parameters by name only where they are fit for use."""
    import value_models  # scipy: only when there is something new to fit

    fit: Callable[..., value_models.Fit] = getattr(value_models, f"fit_{model}")
    found = fit(**rows)
    result = "passed" if found.is_converged else "not_converged"
    if found.is_converged and found.parameters.get("q", np.inf) <= 1:
        result = "no_finite_mean"  # Gamma-Gamma expects infinite amounts of customers that it does not know
    told = {**found.parameters, "log_likelihood": found.log_likelihood} if result == "passed" else {}
    return {"gate_result": result, **told}


def append(connection: duckdb.DuckDBPyConnection, table: str, values: dict[str, object]) -> None:
    """Append a row; columns that are not named stay empty."""
    connection.execute(f"insert into {table} ({', '.join(values)}) values ({', '.join(map(text, values.values()))})")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warehouse", type=built, required=True, help="folder of the company, with a build in it")
    fitted, known = fit_value(parser.parse_args().warehouse)
    print(f"{fitted} fitted, {known} known")


if __name__ == "__main__":
    main()
