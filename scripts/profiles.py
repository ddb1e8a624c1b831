"""Profiles of what was delivered and of what would be published: figures computed in SQL, small whatever the data's
size, without personal data. Great Expectations judges them by the suites in expectations/, one profile a suite.

A profile is `{"columns": [name, …], "rows": [[value, …], …]}`; the first column is the key that a person is told.
Where the last published profile speaks of the same thing, a column compares with it.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from landing_contract import Entity, landing_contract
from publish import name, text

Profile = dict[str, list[Any]]

GROWING = ("customer_records", "customer_statuses", "customers", "deliveries", "revenue_events")
NUMBERS = ("DECIMAL", "DOUBLE", "BIGINT", "INTEGER", "FLOAT", "HUGEINT")


def profile(warehouse: Path, as_of: date, last: dict[str, Any]) -> dict[str, Profile]:
    """Profile raw.duckdb and build/build.duckdb; `last` is what the last published version kept (or empty)."""
    comparable = last.get("profiles", {}) if last.get("as_of", "9999") <= as_of.isoformat() else {}
    with duckdb.connect() as connection:
        connection.execute(f"attach {text(warehouse / 'raw.duckdb')} as raw (read_only)")
        connection.execute(f"attach {text(warehouse / 'build' / 'build.duckdb')} as build (read_only)")
        day = f"date {text(as_of)}"
        figures = {
            "delivered_entities": delivered_entities(connection, day),
            "delivered_columns": delivered_columns(connection),
            "published_tables": rows(connection, PUBLISHED_TABLES),
            "published_columns": published_columns(connection, day),
            "published_months": rows(connection, PUBLISHED_MONTHS.format(as_of=day)),
            "published_sums": rows(connection, PUBLISHED_SUMS),
            "published_codes": rows(connection, PUBLISHED_CODES),
        }
    compare(figures["delivered_columns"], comparable.get("delivered_columns"), "null_share", "null_share_rise")
    compare(figures["published_columns"], comparable.get("published_columns"), "null_share", "null_share_rise")
    for suite in ("published_tables", "published_months"):
        compare(figures[suite], comparable.get(suite), "row_count", "row_loss_share")
    return figures


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Profile:
    """Run a query; returns column names and rows."""
    result = connection.execute(sql)
    return {"columns": [column[0] for column in result.description], "rows": [list(row) for row in result.fetchall()]}


def compare(now: Profile, last: Profile | None, figure: str, difference: str) -> None:
    """Add two columns: the figure of the last profile (else 0), and the rise of a share, or the share of rows lost,
    since then (else empty).
    """
    before = {row[0]: row[last["columns"].index(figure)] for row in last["rows"]} if last else {}
    now["columns"] += [f"last_{figure}", difference]
    for row in now["rows"]:
        value, earlier = row[now["columns"].index(figure)], before.get(row[0])
        row.append(earlier or 0)
        if value is None or earlier is None:
            row.append(None)
        elif difference == "row_loss_share":
            row.append(max(0.0, 1 - value / earlier) if earlier else None)
        else:
            row.append(value - earlier)


def delivered_entities(connection: duckdb.DuckDBPyConnection, as_of: str) -> Profile:
    """Per entity that was ever delivered: files, rows, what was set aside or emptied, age of its newest fact."""
    newest = " union all ".join(_newest_fact(entity) for entity in landing_contract().values())
    return rows(
        connection,
        f"""
        select
            source || '/' || entity as entity,
            count(*) as file_count,
            sum(row_count)::bigint as row_count,
            sum(quarantined_line_count)::bigint as quarantined_line_count,
            (sum(quarantined_line_count) / nullif(sum(line_count - header_line_count), 0))::double
                as quarantined_share,
            (coalesce(sum(emptied_field_count), 0) / nullif(sum(row_count), 0))::double as emptied_field_share,
            date_diff('day', any_value(newest_on), {as_of}) as newest_fact_age_days
        from raw.raw_land.deliveries
        left join (
            select delivery_number, count(*) as emptied_field_count
            from raw.raw_land.quarantine where is_row_kept group by delivery_number
        ) using (delivery_number)
        left join (select * from ({newest})) as newest using (source, entity)
        group by source, entity order by source, entity
    """,
    )


def set_aside(warehouse: Path, limit: int = 20) -> Profile:
    """What was set aside or emptied and why, the most frequent first; reasons are sentences without values."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {text(warehouse / 'raw.duckdb')} as raw (read_only)")
        return rows(
            connection,
            f"""
            select
                source || '/' || entity || coalesce('.' || column_name, '') as field, reason, is_row_kept,
                count(*) as count, min(file_name) as file_name, min_by(line_number, (file_name, line_number)) as line
            from raw.raw_land.quarantine inner join raw.raw_land.deliveries using (delivery_number)
            group by field, reason, is_row_kept order by count desc, field, reason limit {limit}
        """,
        )


def _newest_fact(entity: Entity) -> str:
    past = [name(column.name) for column in entity.columns if column.is_past] or ["null::varchar"]
    newest = (
        f"try_cast(left(max(greatest({', '.join(past)})), 10) as date)"
        if len(past) > 1
        else (f"try_cast(left(max({past[0]}), 10) as date)")
    )
    return (
        f"select {text(entity.source)} as source, {text(entity.name)} as entity, {newest} as newest_on"
        f" from raw.{entity.table}"
    )


def delivered_columns(connection: duckdb.DuckDBPyConnection) -> Profile:
    """Per column of an entity with rows: rows, share of empty fields, whether the contract requires it."""
    found: Profile = {"columns": ["field", "row_count", "null_share", "is_required"], "rows": []}
    for entity in landing_contract().values():
        filled = ", ".join(f"count({name(column.name)})" for column in entity.columns)
        [(count, *counts)] = connection.execute(f"select count(*), {filled} from raw.{entity.table}").fetchall()
        if count:
            found["rows"] += [
                [f"{entity}.{column.name}", count, 1 - known / count, column.is_required]
                for column, known in zip(entity.columns, counts, strict=True)
            ]
    return found


def published_columns(connection: duckdb.DuckDBPyConnection, as_of: str) -> Profile:
    """Per mart and column: rows, share of empty fields, about how many values; range and sum of numbers.

    `days_after` is how far the latest date lies after the day the view speaks of.
    """
    found: Profile = {"columns": [], "rows": []}
    columns = connection.execute(
        "select table_name, list((column_name, data_type) order by column_index) from duckdb_columns()"
        " where database_name = 'build' and schema_name = 'marts' group by table_name order by table_name"
    ).fetchall()
    for table, parts in columns:
        figures = [figure for column, kind in parts for figure in _column_figures(name(column), kind, as_of)]
        [(count, *values)] = connection.execute(
            f"select count(*), {', '.join(figures)} from build.marts.{name(table)}"
        ).fetchall()
        for at, (column, _) in enumerate(parts):
            known, *others = values[at * 6 : at * 6 + 6]
            found["rows"].append([f"{table}.{column}", count, 1 - known / count if count else None, *others])
    found["columns"] = [
        *("field", "row_count", "null_share", "distinct_count"),
        *("smallest", "largest", "total", "days_after"),
    ]
    return found


def _column_figures(column: str, kind: str, as_of: str) -> list[str]:
    is_number = kind.startswith(NUMBERS)
    number = f"{column}::double" if is_number else "null::double"
    days = f"date_diff('day', {as_of}, max({column})::date)" if kind in ("DATE", "TIMESTAMP") else "null::bigint"
    return [
        f"count({column})", f"approx_count_distinct({column})",
        f"min({number})", f"max({number})", f"sum({number})", days,
    ]  # fmt: skip


PUBLISHED_TABLES = " union all ".join(
    f"select {text(table)} as mart, count(*) as row_count from build.marts.{table}" for table in GROWING
)

PUBLISHED_MONTHS = """
    select strftime(event_month, '%Y-%m') as month, count(*) as row_count
    from build.marts.revenue_events
    where event_month + interval 1 month <= {as_of} + interval 1 day
    group by event_month order by event_month
"""

PUBLISHED_SUMS = """
    with events as (
        select
            coalesce(sum(amount), 0) as amount,
            coalesce(sum(amount) filter (where customer_id is not null), 0) as identified
        from build.marts.revenue_events
    )
    select 'revenue_shares' as figure, (
        select coalesce(sum(total_amount), 0) from build.marts.revenue_shares
        where scope = 'all' and definition = 'purchase_day'
    )::double as found, amount::double as expected from events
    union all
    select 'revenue_shares: identified', (
        select coalesce(sum(identified_amount), 0) from build.marts.revenue_shares
        where scope = 'all' and definition = 'status'
    )::double, identified::double from events
    union all
    select 'lifecycle_months', (
        select coalesce(sum(revenue_amount), 0) from build.marts.lifecycle_months
    )::double, identified::double from events
    union all
    select 'revenue_reconciliation', (
        select coalesce(sum(amount), 0) from build.marts.revenue_reconciliation where is_counted
    )::double, amount::double from events
    union all
    select 'customers', (select count(*) from build.marts.customers),
        (select count(distinct customer_id) from build.marts.customer_records)
    union all
    select 'customers: lifetime_revenue_amount', (
        select coalesce(sum(lifetime_revenue_amount), 0) from build.marts.customers
    )::double, identified::double from events
"""

PUBLISHED_CODES = """
    with codes as (
        select 'customers.lifecycle_status' as field, 'status' as kind, lifecycle_status as code
        from build.marts.customers
        union select 'customers.value_method', 'value_method', value_method from build.marts.customers
        union select 'customers.rfm_group', 'rfm_group', rfm_group
        from build.marts.customers where rfm_group is not null
        union select 'customer_statuses.lifecycle_status', 'status', lifecycle_status
        from build.marts.customer_statuses
        union select 'customer_segments.segment', 'segment', segment from build.marts.customer_segments
        union select 'segment_mix.segment', 'segment', segment from build.marts.segment_mix
        union select 'revenue_events.kind', 'revenue_kind', kind from build.marts.revenue_events
        union select 'revenue_events.source', 'source', source from build.marts.revenue_events
        union select 'contract_movements.movement', 'movement', movement from build.marts.contract_movements
        union select 'revenue_retention.scope', 'source', scope from build.marts.revenue_retention
        union select 'revenue_shares.definition', 'share_definition', definition
        from build.marts.revenue_shares
    )
    select field || ' = ' || code as code, labels.code is not null as is_labelled
    from codes left join build.marts.labels as labels using (kind, code)
    order by all
"""
