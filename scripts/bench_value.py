"""Measure customer value at size: fill the tables it reads with invented customers, fit, score; prints seconds a step.

Example: python scripts/bench_value.py warehouse/bench/value 1000000
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import duckdb

from fit_value import fit_value
from land import create_tables
from line import FITTED, build_models

AS_OF = "2026-06-30"
EVENTS = 20  # a customer, on average

TABLES = f"""
create schema seeds; create schema staging; create schema intermediate; use intermediate;
create table people as
    select
        'C' || range as customer_id, 1 + floor(-{EVENTS - 1} * ln(random()))::int as day_count,
        date '2023-07-01' + (random() * 900)::int as first_date, 30 + (random() * 1000)::int as life_days,
        10 * exp(random() * 3) as amount, row_number() over () % 3 = 0 as has_contract
    from range({{customers}});
create table purchases as
    select
        customer_id, (amount * (0.5 + random()))::decimal(18, 2) as amount,
        least(first_date + (random() * life_days)::int, date '{AS_OF}') as event_date
    from (select *, unnest(range(day_count)) from people);
create table int_activity__occasions as
    select customer_id, event_date as occasion_date, sum(amount)::decimal(18, 2) as purchase_amount
    from purchases group by customer_id, event_date;
create table int_activity__contracts as
    select
        customer_id as contract_key, customer_id as chain_key, customer_id, 'contracts' as source,
        'line' as product_line, true as is_counted, life_days < 800 as is_loss_end,
        120::decimal(18, 2) as annual_premium_amount,
        first_date as start_date, case when life_days < 800 then first_date + life_days end as end_date,
        null::timestamp as cancellation_received_at, 'customer' as cancelled_by
    from people where has_contract;
create table int_activity__contract_premiums as
    select
        contract_key, 1 as payment_months, 12 as payments_per_year, annual_premium_amount,
        date '0001-01-01' as valid_from, null::date as valid_to
    from int_activity__contracts;
create table int_activity__revenue_items as
    select
        customer_id, 'order' as kind, null::varchar as contract_key, null as left_out_by, amount, event_date
    from purchases;
create table int_activity__source_starts as select 'shop' as source, date '2023-07-01' as first_month;
create table int_relationship__customer_figures as
    select
        customer_id, count(*) as occasion_count, sum(purchase_amount)::decimal(18, 2) as lifetime_revenue_amount,
        max(occasion_date) as last_occasion_date
    from int_activity__occasions group by customer_id;
"""


def main() -> None:
    """Fill, fit and score; one line of seconds for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path, help="a folder for this measurement alone")
    parser.add_argument("customers", type=int)
    call = parser.parse_args()
    (call.warehouse / "build").mkdir(parents=True)
    with duckdb.connect(str(call.warehouse / "raw.duckdb")) as connection:
        create_tables(connection)
    with duckdb.connect(str(call.warehouse / "build" / "build.duckdb")) as connection:
        connection.execute("select setseed(0.5)")
        connection.execute(TABLES.format(customers=call.customers))
    variables = {"as_of_date": AS_OF}
    ours = "int_relationship__forecast_dates+"
    build_models(call.warehouse, variables, None, "--select", "rfm_cells")
    steps = {
        "summaries": lambda: build_models(call.warehouse, variables, None, "--select", ours, "--exclude", FITTED),
        "fit": lambda: fit_value(call.warehouse),
        "score": lambda: build_models(
            call.warehouse, variables, None, "--select", FITTED, "--exclude", "customers+"
        ),
    }  # fmt: skip
    for name, step in steps.items():
        started = time.perf_counter()
        step()
        print(f"    {name:<32}{time.perf_counter() - started:>9.1f} s")


if __name__ == "__main__":
    main()
