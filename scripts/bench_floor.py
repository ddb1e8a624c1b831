"""The floor of make bench: bare DuckDB on a shop's landed files; no check, no test, no identity, no audit.

It computes what the marts say of a company that has only a shop, one currency and one customer per account:
revenue events, dated lifecycle statuses, revenue shares by four definitions; and writes a database and
Parquet files. The thresholds are the defaults of dbt_project.yml; the rules those of docs/decisions.md.

Example: python scripts/bench_floor.py warehouse/bench/landing warehouse/bench/floor 2011-12-09
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import duckdb

ENTITIES = {
    "customers": "customer_id, created_at, updated_at",
    "orders": "order_id, customer_id, ordered_at, status, payment_status, net_amount, updated_at",
    "order_lines": "order_line_id, order_id, product_id, quantity, net_amount",
    "refunds": "refund_id, order_id, customer_id, refunded_at, net_amount",
}
PUBLISHED = ("revenue_events", "customer_statuses", "revenue_shares")

SQL = """
create table counted_orders as
select 'shop:' || order_id as event_id, order_id, customer_id, ordered_at::timestamp as event_at,
    payment_status, updated_at::timestamp as updated_at, net_amount::decimal(18, 4) as amount
from (from orders qualify row_number() over (partition by order_id order by updated_at::timestamp desc) = 1)
where status <> 'cancelled' and coalesce(payment_status, '') not in ('failed', 'cancelled')
    and ordered_at::date <= $as_of;

create table counted_refunds as
with stated as (
    select 'refund:' || refund_id as event_id, order_id, customer_id, refunded_at::timestamp as event_at,
        net_amount::decimal(18, 4) as amount
    from refunds
), estimated as (
    select 'refund_estimate:' || order_id as event_id, order_id, customer_id, updated_at as event_at, amount
    from counted_orders
    where payment_status = 'refunded' and amount > 0
        and order_id not in (select order_id from refunds where order_id is not null)
), named as (select * from stated union all select * from estimated)
select named.event_id, o.event_id as order_event_id, named.event_at, named.amount,
    coalesce(o.event_at, named.event_at) as class_at,
    if(o.event_id is null, named.customer_id, o.customer_id) as customer_id
from named left join counted_orders as o using (order_id)
where named.event_at::date <= $as_of
    and (o.event_id is not null or named.order_id is null
        or named.order_id not in (select order_id from orders));

create table revenue_events as
select event_id, customer_id, 'order' as kind, event_at, event_at::date as event_date, event_at as class_at,
    event_id as class_id, round(amount, 2)::decimal(18, 2) as amount
from counted_orders
union all
select event_id, customer_id, 'refund', event_at, event_at::date, class_at,
    coalesce(order_event_id, event_id), -round(amount, 2)::decimal(18, 2)
from counted_refunds;

create table purchases as
select o.customer_id, o.event_id, o.event_at
from counted_orders as o
left join (select order_event_id, sum(amount) as refunded from counted_refunds group by 1) as r
    on o.event_id = r.order_event_id
where o.amount > 0 and o.customer_id is not null and coalesce(r.refunded, 0) < o.amount;

create table occasions as
select distinct customer_id, event_at::date as occasion_date, date_trunc('quarter', event_at) as quarter
from purchases;

-- a status can change on an occasion, and when one is 91, 365 or 366 days old
create table states as
with changes as (
    select distinct customer_id, occasion_date + days::integer as changed_on
    from occasions, (values (0), (91), (365), (366)) as ages (days)
    where occasion_date + days::integer <= $as_of
)
select c.customer_id, c.changed_on, count(*) as ever, max(occasion_date) as last_date,
    count(*) filter (occasion_date > changed_on - 365) as recent,
    count(distinct quarter) filter (occasion_date > changed_on - 365) as quarters
from changes as c
inner join occasions as o on c.customer_id = o.customer_id and o.occasion_date <= c.changed_on
group by all;

create table customer_statuses as
with seen as (
    select customer_id, min(seen_on) as seen_on
    from (
        select customer_id, created_at::date as seen_on from customers
        union all select customer_id, event_at::date from revenue_events where customer_id is not null
        union all select customer_id, $as_of from customers
    ) group by 1
), points as (
    select customer_id, changed_on as valid_from, case
        when changed_on - last_date > 365 then 'former'
        when recent >= 4 and quarters >= 3 then 'loyal'
        when recent >= 2 then 'existing'
        when ever >= 2 then 'occasional'
        when changed_on - last_date <= 90 then 'new'
        else 'one_time' end as lifecycle_status
    from states
    union all
    select customer_id, seen_on, 'prospect' from seen left join (
        select customer_id, min(occasion_date) as first_date from occasions group by 1
    ) using (customer_id)
    where first_date is null or seen_on < first_date
), kept as (
    from points
    window by_time as (partition by customer_id order by valid_from)
    qualify lifecycle_status is distinct from lag(lifecycle_status) over by_time
)
select *, lead(valid_from) over (partition by customer_id order by valid_from) as valid_to from kept;

create table revenue_shares as
with firsts as (
    select customer_id, min((event_at, event_id)) as first_purchase, min(event_at)::date as first_date
    from purchases group by 1
), classed as (
    select e.amount, e.customer_id is not null as is_identified,
        date_trunc('month', e.event_date)::date as month,
        first_purchase < (e.class_at, e.class_id) as order_rank,
        first_date < e.class_at::date as purchase_day,
        first_date < date_trunc('month', e.class_at) as first_month,
        s.lifecycle_status in ('occasional', 'existing', 'loyal') as status
    from revenue_events as e
    left join firsts using (customer_id)
    asof left join customer_statuses as s on e.customer_id = s.customer_id and e.class_at::date > s.valid_from
)
select month, definition, sum(amount) as total_amount,
    coalesce(sum(amount) filter (is_identified), 0) as identified_amount,
    coalesce(sum(amount) filter (is_identified and is_existing), 0) as existing_amount
from (
    select month, amount, is_identified,
        unnest(['order_rank', 'purchase_day', 'first_month', 'status']) as definition,
        unnest([order_rank, purchase_day, first_month, status]) as is_existing
    from classed
)
group by all order by all;
"""


def main() -> None:
    """Read the landing folder, compute, and write `<out>/floor.duckdb` and `<out>/<table>.parquet`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("landing", type=Path, help="landing folder, canonical CSV")
    parser.add_argument("out", type=Path, help="folder for the result")
    parser.add_argument("as_of", type=date.fromisoformat, help="the day the figures speak of")
    call = parser.parse_args()

    call.out.mkdir(parents=True, exist_ok=True)
    database = call.out / "floor.duckdb"
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        for entity, columns in ENTITIES.items():
            connection.execute(f"create table {entity} as {_landed(call.landing / 'shop', entity, columns)}")
        connection.execute(SQL.replace("$as_of", f"date '{call.as_of}'"))
        for table in PUBLISHED:
            connection.execute(f"copy {table} to '{call.out / table}.parquet' (format parquet)")


def _landed(shop: Path, entity: str, columns: str) -> str:
    """Select over an entity's files, all text; a column or file that was not delivered is empty."""
    files = sorted(str(f) for pattern in (f"{entity}.csv*", f"{entity}/*.csv*") for f in shop.glob(pattern))
    rows = "select " + ", ".join(f"null::varchar as {column}" for column in columns.split(", ")) + " where false"
    if files:
        rows += f" union all by name from read_csv({files}, all_varchar = true, header = true, union_by_name = true)"
    return f"select {columns} from ({rows})"


if __name__ == "__main__":
    main()
