"""Measure the figures of a large company: fill the tables they start from, build them, print seconds per model.

The company is invented inside the database, without files: most events are orders of the shop, a tenth are
monthly charges of contracts. Needs a warehouse that `make build` left, whose seeds and empty places are used, and
works on a copy.

Example: python scripts/bench_figures.py warehouse/demo warehouse/bench/large --customers 1000000 --events 20000000
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sys
import time
from pathlib import Path

import duckdb

from transform import dbt

# Built from the filled tables before the clock runs: they belong to the line, not to the figures.
BASE = """int_activity__months int_activity__source_starts int_activity__purchases int_activity__occasions
    int_activity__customer_months int_relationship__contract_periods int_relationship__status_changes
    int_relationship__status_periods int_relationship__revenue_classes int_relationship__revenue_sums customer_statuses
    lifecycle_months existing_customer_definitions"""
FIGURES = """revenue_shares int_relationship__year_pairs revenue_retention int_relationship__concentration_sums
    revenue_concentration int_relationship__active_months cohort_retention int_relationship__premium_months
    contract_movements int_activity__baskets int_relationship__order_facts order_habits int_relationship__own_baskets
    int_relationship__basket_sizes basket_comparisons int_relationship__contract_lives
    int_relationship__contract_steps contract_stocks
    int_relationship__tenure_months service_levels int_activity__costs cost_ratios int_relationship__outlook_months
    int_relationship__contracts_ahead int_relationship__contract_outlooks int_relationship__purchase_outlooks
    revenue_outlooks"""

DAYS = "date '2023-07-01' + cast(floor(1096 * random()) as integer)"
FILL = {
    "int_activity__revenue_items": """
        select
            'order:shop:' || n as item_key, 'shop' as source, 'order' as kind, 'shop:' || buyer as record_id,
            'C' || buyer as customer_id, 'shop:' || n as order_key, 'shop:' || n as class_key,
            'EUR' as original_currency, amount as original_amount, amount, false as is_estimated,
            day + interval 10 hour as event_at, event_at as class_at, day as event_date, day as class_date
        from (
            select n, cast(floor({customers} * power(random(), 1.5)) as bigint) as buyer, {days} as day,
                cast(exp(3.5 + sqrt(-2 * ln(1 - random())) * cos(6.2832 * random())) as decimal(18, 2)) as amount
            from range({orders}) as numbers (n)
        )
        union all by name
        select
            'charge:contracts:' || n || '-' || k as item_key, 'contracts' as source, 'charge' as kind,
            'contracts:H' || n as record_id, 'C' || n * 7 % {customers} as customer_id,
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
            case when hash(order_key) % 5 = 0 then 2 else 0 end as discount_amount, event_at as ordered_at
        from intermediate.int_activity__revenue_items where kind = 'order'""",
    "stg_shop__order_lines": """
        select order_key || '-1' as order_line_id, order_key[6:] as order_id, 'P' || hash(order_key) % 500
            as product_id, 'G' || hash(order_key) % 20 as product_group, 1 as quantity, amount as net_amount
        from intermediate.int_activity__revenue_items where kind = 'order'""",
    "int_activity__contracts": """
        select 'contracts:K' || n as contract_key, 'K' || n as contract_id, 'contracts' as source,
            'C' || n * 7 % {customers} as customer_id, case n % 3 when 0 then 'car' else 'home' end as product_line,
            'active' as status, contract_key as chain_key, 'monthly' as premium_frequency, 'EUR' as currency,
            10 + n % 90 as premium_amount, 12 * (10 + n % 90) as annual_premium_amount, true as is_own,
            true as auto_renews, true as is_counted, n % 4 = 0 as is_loss_end, 'customer' as cancelled_by,
            cast(date '2022-07-01' + to_days(cast(n % 1000 as integer)) as date) as start_date,
            case when n % 4 = 0 then cast(start_date + to_days(400) as date) end as end_date
        from range({contracts}) as contracts (n)""",
    "int_activity__contract_premiums": """
        select contract_key, premium_frequency, currency, premium_amount, 1 as payment_months, 12 as payments_per_year,
            annual_premium_amount, false as is_single, date '0001-01-01' as valid_from
        from intermediate.int_activity__contracts""",
    "int_relationship__first_facts": """
        select customer_id, min(event_date) as first_fact_date from intermediate.int_activity__revenue_items
        group by customer_id""",
}


def fill(database: Path, customers: int, events: int) -> None:
    """Put the invented company into the tables that the figures start from."""
    contracts = events // 10 // 20
    numbers = {"customers": customers, "contracts": contracts, "orders": events - 20 * contracts, "days": DAYS}
    with duckdb.connect(str(database)) as connection:
        connection.execute("select setseed(0.5)")
        for table, sql in FILL.items():
            name = f"{'staging' if table.startswith('stg') else 'intermediate'}.{table}"
            connection.execute(f"create or replace table {name} as from {name} limit 0")
            connection.execute(f"insert into {name} by name {sql.format(**numbers)}")


def build(warehouse: Path, models: str) -> list[tuple[str, float]]:
    """Build models without their tests; seconds of each."""
    result = dbt("run", warehouse, {}, "--select", *models.split())
    if not result.success:
        sys.exit("\n".join(f"{r.node.name}: {r.message}" for r in result.result or [] if r.status == "error"))
    return [(r.node.name, r.execution_time) for r in result.result]


def main() -> None:
    """Parse the call, fill, build, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("built", type=Path, help="a warehouse that a build has left")
    parser.add_argument("room", type=Path, help="folder for the copy; what lies there goes")
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=20_000_000)
    call = parser.parse_args()
    shutil.rmtree(call.room, ignore_errors=True)
    (call.room / "build").mkdir(parents=True)
    shutil.copy(call.built / "raw.duckdb", call.room)
    shutil.copy(call.built / "build" / "build.duckdb", call.room / "build")
    fill(call.room / "build" / "build.duckdb", call.customers, call.events)
    build(call.room, BASE)
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    seconds = build(call.room, FIGURES)
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    for name, taken in sorted(seconds, key=lambda pair: -pair[1]):
        print(f"  {name:<44}{taken:>7.1f} s")
    peak = after.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(f"figures of {call.events:,} events: {time.perf_counter() - started:.1f} s, {cpu:.1f} s CPU, {peak:.0f} MB")


if __name__ == "__main__":
    main()
