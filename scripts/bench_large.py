"""Measure the figures, value and risk of a large company: invent it, build, print what each group of marts takes.

The company is invented inside the database, without files: most events are orders of the shop, a tenth are
monthly charges of contracts. Needs a warehouse that `make build` left, whose seeds and empty places are used, and
works on a copy.

Example: python scripts/bench_large.py warehouse/demo warehouse/bench/large --customers 1000000 --events 20000000
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import networkx as nx
from dbt_common.events.base_types import EventMsg

from bench import Cost
from fit_value import fit_value
from line import build_models
from run import built, end_with_reader
from transform import manifest

# Built before the clock runs: statuses, shares and segments are the line's, whoever asks for figures.
BASE = "revenue_shares lifecycle_months segment_mix int_relationship__standings int_relationship__owners"
# So are the customers themselves, which carry risk and value and are read by the owners' table: shown, not counted.
LINE = "between: customers"
# As in the line: what the fit needs and what needs no fit, the fit, what needs it.
FIGURES = {
    "figures, risk, value summaries": "revenue_retention revenue_concentration cohort_retention contract_movements"
    " existing_customer_definitions order_habits basket_comparisons contract_stocks service_levels cost_ratios"
    " revenue_outlooks customer_risks risk_backtests risk_calibrations contract_deadlines"
    " int_relationship__value_samples",
    "value, fit": "",  # no models: scripts/fit_value.py
    "value": "value_parameters value_backtests int_relationship__customer_values",
    LINE: "customers",
    "owners": "owner_watchlist",
}
SLOWEST = 12
MEMORY = "6GB"  # of DuckDB; the rest of the process comes on top
SECONDS_LIMIT, MEMORY_LIMIT_MB = 60, 8_000  # what all of it may take on two cores

DAYS = "date '2023-07-01' + cast(floor(1096 * random()) as integer)"
CUSTOMER_ID = "'C' || substr(md5(n::varchar), 1, 16)"  # as long as the line's own: engines sort by it more slowly
FILL = {
    "int_activity__revenue_items": """
        select
            'order:shop:' || n as item_key, 'shop' as source, 'order' as kind, 'shop:' || buyer as record_id,
            customer_id(buyer) as customer_id, buyer as customer_number, 'shop:' || n as order_key,
            'shop:' || n as class_key,
            'EUR' as original_currency, amount as original_amount, amount, false as is_estimated,
            case when hash(n) % 5 = 0 then 2 else 0 end as discount_amount,
            day + interval 10 hour as event_at, event_at as class_at, day as event_date, day as class_date
        from (
            select n, cast(floor({customers} * power(random(), 1.5)) as bigint) as buyer, {days} as day,
                cast(exp(3.5 + sqrt(-2 * ln(1 - random())) * cos(6.2832 * random())) as decimal(18, 2)) as amount
            from range({orders}) as numbers (n)
        )
        union all by name
        select
            'charge:contracts:' || n || '-' || k as item_key, 'contracts' as source, 'charge' as kind,
            'contracts:H' || n as record_id, customer_id(n * 7 % {customers}) as customer_id,
            n * 7 % {customers} as customer_number,
            'contracts:K' || n as contract_key, contract_key as class_key, 'car' as product_line,
            'EUR' as original_currency, 10 + n % 90 as original_amount, 10 + n % 90 as amount, false as is_estimated,
            cast(day as timestamp) as event_at, event_at as class_at, day as event_date, day as class_date
        from (
            select n, k, cast(
                date '2024-07-01' + to_months(cast(k as integer)) + to_days(cast(n % 28 as integer)) as date
            ) as day
            from range({contracts}) as contracts (n), range(20) as months (k)
        )""",
    "int_activity__orders": """
        select order_key, order_key[6:] as order_id, record_id, 'EUR' as currency, original_amount as net_amount,
            discount_amount, event_at as ordered_at
        from intermediate.int_activity__revenue_items where kind = 'order'""",
    "stg_shop__order_lines": """
        select order_key || '-1' as order_line_id, order_key[6:] as order_id, 'P' || hash(order_key) % 500
            as product_id, 'G' || hash(order_key) % 20 as product_group, 1 as quantity, amount as net_amount
        from intermediate.int_activity__revenue_items where kind = 'order'""",
    "int_activity__contracts": """
        select 'contracts:K' || n as contract_key, 'K' || n as contract_id, 'contracts' as source,
            customer_id(n * 7 % {customers}) as customer_id, n * 7 % {customers} as customer_number,
            case n % 3 when 0 then 'car' else 'home' end as product_line, 'active' as status,
            contract_key as chain_key, 'monthly' as premium_frequency, 'EUR' as currency,
            10 + n % 90 as premium_amount, 12 * (10 + n % 90) as annual_premium_amount, true as is_own,
            true as auto_renews, true as is_counted, n % 4 = 0 as is_loss_end, false as is_agreed_end,
            'customer' as cancelled_by,
            cast(date '2022-07-01' + to_days(cast(n % 1000 as integer)) as date) as start_date,
            case when n % 4 = 0 then cast(start_date + to_days(400) as date) end as end_date
        from range({contracts}) as contracts (n)""",
    "int_activity__contract_premiums": """
        select contract_key, premium_frequency, currency, premium_amount, 1 as payment_months, 12 as payments_per_year,
            annual_premium_amount, false as is_single, date '0001-01-01' as valid_from
        from intermediate.int_activity__contracts""",
    "int_activity__contract_versions": """
        select contract_key, contract_id, source, 'updated' as kind, status, 30 as notice_period_days, is_own,
            auto_renews, true as is_newest, start_date, cast(start_date + to_years(4) as date) as end_date,
            cast(start_date as timestamp) as updated_at
        from intermediate.int_activity__contracts""",
    "int_relationship__tickets": """
        select 'T' || n as ticket_id, customer_id(n) as customer_id, 5 + n % 20 as handling_minutes,
            n % 7 = 0 as is_complaint, cast(day as timestamp) as created_at,
            created_at + interval 5 hour as first_reply_at, day as opened_on, cast(day + 2 as date) as closed_on
        from (select n, {days} as day from range({customers}) as tickets (n))""",
    "int_relationship__first_facts": """
        select customer_id, customer_number, min(event_date) as first_fact_date
        from intermediate.int_activity__revenue_items
        group by customer_id, customer_number""",
    "int_identity__customers": """
        select customer_id, 'person' as party_type, 1 as record_count, 1 as data_quality_score, true as has_shop,
            false as has_contracts, false as has_broker, false as has_support
        from intermediate.int_relationship__first_facts""",
}


def fill(database: Path, customers: int, events: int) -> None:
    """Put the invented company into the tables that the figures start from."""
    contracts = events // 10 // 20
    numbers = {"customers": customers, "contracts": contracts, "orders": events - 20 * contracts, "days": DAYS}
    with duckdb.connect(str(database)) as connection:
        connection.execute("select setseed(0.5)")
        connection.execute(f"create temp macro customer_id(n) as {CUSTOMER_ID}")
        for table, sql in FILL.items():
            name = f"{'staging' if table.startswith('stg') else 'intermediate'}.{table}"
            connection.execute(f"create or replace table {name} as from {name} limit 0")
            connection.execute(f"insert into {name} by name {sql.format(**numbers)}")


class Build:
    """A warehouse being built group by group: `build(marts)` builds what they need and what stands not yet."""

    def __init__(self, warehouse: Path) -> None:
        self.warehouse = warehouse
        self.ids = {node.name: key for key, node in manifest().nodes.items() if node.resource_type == "model"}
        self.seconds: list[tuple[float, str]] = []
        self.done = {self.ids[table] for table in FILL}
        self.graph = nx.DiGraph(
            (parent, node)
            for node, parents in manifest().parent_map.items()
            if node not in self.done  # an invented table needs nothing
            for parent in parents
        )
        self.reached = set().union(*(nx.descendants(self.graph, table) for table in self.done))

    def __call__(self, marts: str) -> None:
        """Build the marts and, before them, those models behind them that the invented tables lead to."""
        asked = {self.ids[mart] for mart in marts.split()}
        wanted = asked.union(*(nx.ancestors(self.graph, mart) for mart in asked)) & self.reached - self.done
        names = [name for name, key in self.ids.items() if key in wanted]
        build_models(self.warehouse, {}, self.watch, "--select", *names)
        self.done |= wanted

    def watch(self, event: EventMsg) -> None:
        """Note what each model took."""
        if event.info.name == "NodeFinished":
            self.seconds.append((event.data.run_result.execution_time, event.data.node_info.node_name))


def measure(step: Callable[[], object]) -> Cost:
    """Run a step and say what it took; `peak` is that of the process so far."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    step()
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    # ru_maxrss is in kB on Linux and in bytes on macOS
    return Cost(time.perf_counter() - started, cpu, after.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3))


def show(name: str, cost: Cost) -> None:
    """Print one line of the table."""
    print(f"  {name:<36}{cost.seconds:>9.1f} {cost.cpu:>9.1f} {cost.peak:>12,.0f}", flush=True)


def main() -> None:
    """Parse the call, fill, build the base, then one group of marts after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("built", type=built, help="a warehouse that a build has left")
    parser.add_argument("room", type=Path, help="folder for the copy; what lies there goes")
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=20_000_000)
    call = parser.parse_args()
    shutil.rmtree(call.room, ignore_errors=True)
    (call.room / "build").mkdir(parents=True)
    shutil.copy(call.built / "raw.duckdb", call.room)
    shutil.copy(call.built / "build" / "build.duckdb", call.room / "build")
    os.environ.setdefault("MEMORY_LIMIT", MEMORY)
    fill(call.room / "build" / "build.duckdb", call.customers, call.events)
    build = Build(call.room)
    print(f"{call.customers:,} customers, {call.events:,} events, DuckDB with {os.environ['MEMORY_LIMIT']}")
    print(f"  {'':<36}{'seconds':>9} {'CPU':>9} {'peak MB yet':>12}")
    show("before: statuses, shares, segments", measure(partial(build, BASE)))
    build.seconds.clear()
    steps = {name: partial(build, marts) if marts else partial(fit_value, call.room) for name, marts in FIGURES.items()}
    costs = {name: measure(step) for name, step in steps.items()}
    for name, cost in costs.items():
        show(name, cost)
    counted = [cost for name, cost in costs.items() if name != LINE]
    total = Cost(
        sum(cost.seconds for cost in counted),
        sum(cost.cpu for cost in counted),
        max(cost.peak for cost in costs.values()),
    )
    show("all figures", total)
    print(f"  {'limit':<36}{SECONDS_LIMIT:>9} {'':>9} {MEMORY_LIMIT_MB:>12,}")
    print(f"  {'all ÷ limit':<36}{total.seconds / SECONDS_LIMIT:>9.2f} {'':>9} {total.peak / MEMORY_LIMIT_MB:>12.2f}")
    print(f"  the {SLOWEST} slowest models (two run at a time, so their seconds overlap)")
    for seconds, name in sorted(build.seconds)[: -SLOWEST - 1 : -1]:
        print(f"  {name:<44}{seconds:>9.1f}")


if __name__ == "__main__":
    end_with_reader()
    main()
