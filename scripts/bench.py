"""Measure whole processes: seconds on the clock, CPU seconds, peak memory. Prints, asserts nothing.

Measured are the Online Retail company (converter, build), a bare DuckDB script over the same landed files
(scripts/bench_floor.py) with the ratio of the two, the demo company, and the figures, value and risk of a million
customers with 20 million events (scripts/bench_large.py). Before the ratio is printed, the shares and statuses of
both must agree. Run it with nothing else running.

Example: python scripts/bench.py --retail ../shared/data/online_retail/online_retail_ii.parquet
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import yaml

PROJECT = Path(__file__).resolve().parent.parent
ROOM = PROJECT / "warehouse" / "bench"
RETAIL = PROJECT.parent / "shared" / "data" / "online_retail" / "online_retail_ii.parquet"

SHARES = "month, definition, total_amount, identified_amount, existing_amount"
STATUSES = "select lifecycle_status, count(*) from {table} where valid_to is null group by lifecycle_status"


@dataclass(frozen=True)
class Cost:
    """What one process and its children took: `seconds` on the clock, `cpu` seconds, `peak` memory in MB."""

    seconds: float
    cpu: float
    peak: float


def measure(name: str, *words: str | Path) -> Cost:
    """Run a script of this project as a process of its own and print what it took; stop when it fails."""
    started = time.perf_counter()
    log = ROOM / "bench.log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen([sys.executable, *map(str, words)], cwd=PROJECT, stdout=output, stderr=output)
        _, status, used = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{name} failed:\n{log.read_text(encoding='utf-8')[-3000:]}")
    # ru_maxrss is in kB on Linux and in bytes on macOS
    peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    cost = Cost(time.perf_counter() - started, used.ru_utime + used.ru_stime, peak)
    print(f"  {name:<34}{cost.seconds:>9.1f} s {cost.cpu:>9.1f} s CPU {cost.peak:>8.0f} MB", flush=True)
    return cost


def differences(view: Path, floor: Path) -> list[str]:
    """Where the marts and the floor disagree: months of a share definition, customers of a status."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{view}' as view (read_only)")
        connection.execute(f"attach '{floor}' as floor (read_only)")
        pairs = {
            f"select {SHARES} from view.marts.revenue_shares where scope = 'all' and total_amount <> 0": (
                f"select {SHARES} from floor.revenue_shares where total_amount <> 0"
            ),
            STATUSES.format(table="view.marts.customer_statuses"): STATUSES.format(table="floor.customer_statuses"),
        }
        return [
            f"{side} only: {row}"
            for marts, bare in pairs.items()
            for side, rows in (("marts", f"{marts} except {bare}"), ("floor", f"{bare} except {marts}"))
            for row in connection.execute(f"{rows} order by all").fetchall()
        ]


def bench_retail(parquet: Path) -> None:
    """Convert and build the Online Retail company, run the floor, compare, print the ratio."""
    print("Online Retail")
    landing, warehouse, floor = ROOM / "online_retail", ROOM / "online_retail_warehouse", ROOM / "floor"
    measure("convert", "scripts/convert_online_retail.py", parquet, landing)
    build = measure("build", "scripts/run.py", "--landing", landing, "--warehouse", warehouse)
    as_of = yaml.safe_load((landing / "landing.yml").read_text(encoding="utf-8"))["as_of"]
    bare = measure("bare DuckDB, same files", "scripts/bench_floor.py", landing, floor, str(as_of))
    unequal = differences(warehouse / "customer_view.duckdb", floor / "floor.duckdb")
    if unequal:
        print(f"  no ratio: marts and floor disagree in {len(unequal)} rows, such as")
        print("\n".join(f"    {row}" for row in unequal[:6]))
    else:
        print(f"  {'build ÷ bare (shares are equal)':<34}{build.seconds / bare.seconds:>9.1f} ×")


def main() -> None:
    """Parse the call and measure one company after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--retail", type=Path, default=RETAIL, help="the Online Retail II lines as Parquet")
    call = parser.parse_args()
    if call.retail != RETAIL and not call.retail.is_file():
        parser.error(f"argument --retail: there is no file {call.retail}.")

    shutil.rmtree(ROOM, ignore_errors=True)
    ROOM.mkdir(parents=True)
    print(f"{os.cpu_count()} cores, whole processes\n", flush=True)
    if call.retail.exists():
        bench_retail(call.retail.resolve())
    else:
        print(f"Online Retail skipped: no file {os.path.relpath(call.retail)} (make bench RETAIL=<file>)")
    print("demo company")
    measure("build", "scripts/run.py", "--warehouse", ROOM / "demo")
    measure("build again, nothing new", "scripts/run.py", "--warehouse", ROOM / "demo")
    print("large company")
    measure("invent, build, figures", "scripts/bench_large.py", ROOM / "demo", ROOM / "large")
    print((ROOM / "bench.log").read_text(encoding="utf-8"), end="")


if __name__ == "__main__":
    main()
