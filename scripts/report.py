"""The owner's page: what the published view says of existing customers, on one page without network.

Example: python scripts/report.py warehouse/demo/customer_view.duckdb report.html --company demo --as-of 2026-06-30
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

import pages
from publish import text

SHOWN_MONTHS = 36
LOOK_AT = 15
LEAVING = 10
LOST = 8


@dataclass(frozen=True)
class Headline:
    """The figures on top. Sums are of the last 12 complete months (of all months before there is a complete one)."""

    record_count: int
    customer_count: int
    existing_count: int
    total_amount: Decimal
    year_amount: Decimal
    year_before_amount: Decimal
    existing_amount: Decimal
    new_amount: Decimal
    unidentified_amount: Decimal
    unconverted_count: int
    quarantined_line_count: int
    emptied_field_count: int
    year_before_month_count: int
    target_share: float
    base: str

    @property
    def base_amount(self) -> Decimal:
        """What the share is a share of, as the var target_base says."""
        return self.year_amount - (self.unidentified_amount if self.base == "identified" else 0)

    @property
    def existing_share(self) -> float | None:
        """Existing customers' share of the year's revenue; None where there is none."""
        return float(self.existing_amount / self.base_amount) if self.base_amount > 0 else None

    @property
    def is_target_met(self) -> bool | None:
        """Whether that share is above the target."""
        return None if self.existing_share is None else self.existing_share > self.target_share

    @property
    def growth(self) -> float | None:
        """The year's revenue against the twelve months before, where those are known whole."""
        if self.year_before_month_count < 12 or self.year_before_amount <= 0:
            return None
        return float(self.year_amount / self.year_before_amount) - 1


def headline(view: Path, base: str = "total") -> Headline:
    """Compute the figures on top from a database with schema marts."""
    with duckdb.connect(str(view), read_only=True) as connection:
        [row] = connection.execute(HEADLINE).fetchall()
    return Headline(*row, base=base)


def write_report(
    view: Path, path: Path, *, company: str, as_of: date, currency: str = "EUR", base: str = "total"
) -> None:
    """Write report.html from a database with schema marts; `base` is the var target_base."""
    figures = headline(view, base)
    with duckdb.connect(str(view), read_only=True) as connection:
        tables = {
            "shares": rows(connection, SHARES.format(base=text(base), shown=SHOWN_MONTHS)),
            "statuses": rows(connection, STATUSES),
            "status_months": rows(connection, STATUS_MONTHS.format(shown=SHOWN_MONTHS)),
            "movements": rows(connection, MOVEMENTS.format(shown=SHOWN_MONTHS)),
            "segments": rows(connection, SEGMENTS),
            "look_at": rows(connection, LOOK_AT_CUSTOMERS.format(shown=LOOK_AT)),
            "leaving": rows(connection, LEAVING_CUSTOMERS.format(shown=LEAVING)),
            "lost": rows(connection, LOST_CUSTOMERS.format(as_of=f"date {text(as_of)}", shown=LOST)),
            "readings": rows(connection, READINGS),
        }
    pages.write(path, "report.html.jinja", company=company, as_of=as_of, currency=currency, headline=figures, **tables)


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """Run a query; one dict a row."""
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


YEARS = """
    numbered as (
        select *, row_number() over (partition by scope, definition order by month desc) as age
        from (
            select *, max(is_complete) over (partition by scope, definition) as has_complete
            from marts.revenue_shares
        )
        where is_complete or not has_complete
    ),
    headline_months as (select * from numbered where scope = 'all' and definition = 'purchase_day')
"""

HEADLINE = f"""
    with {YEARS}
    select
        (select count(*) from marts.customer_records),
        (select count(*) from marts.customers),
        (select count(*) from marts.customers where is_existing_customer),
        (select coalesce(sum(amount), 0) from marts.revenue_events),
        coalesce(sum(total_amount) filter (age <= 12), 0),
        coalesce(sum(total_amount) filter (age between 13 and 24), 0),
        coalesce(sum(existing_amount) filter (age <= 12), 0),
        coalesce(sum(new_amount) filter (age <= 12), 0),
        coalesce(sum(unidentified_amount) filter (age <= 12), 0),
        (select count(*) from marts.revenue_events where amount is null),
        (select coalesce(sum(quarantined_line_count), 0)::bigint from marts.deliveries),
        (select coalesce(sum(emptied_field_count), 0)::bigint from marts.deliveries),
        count(*) filter (age between 13 and 24),
        coalesce(max(target_share), 0.5)
    from headline_months
"""

SHARES = """
    select
        month, is_complete, is_trusted, target_share, is_target_met, trusted_from_month,
        total_amount, existing_amount, new_amount, unidentified_amount,
        case {base} when 'identified' then existing_share else existing_share_of_total end as share
    from marts.revenue_shares
    where scope = 'all' and definition = 'purchase_day'
    order by month desc limit {shown}
"""

STATUSES = """
    with months as (
        select
            *,
            dense_rank() over (order by month desc) as age,
            is_complete or not max(is_complete) over () as is_summed,
            dense_rank() over (order by is_complete desc, month desc) as summed_age
        from marts.lifecycle_months
    )
    select
        labels.code, labels.label_de, labels.label_en, labels.description,
        coalesce(sum(customer_count) filter (age = 1), 0)::bigint as customer_count,
        sum(customer_count) filter (age = 13)::bigint as year_before_count,
        coalesce(sum(revenue_amount) filter (is_summed and summed_age <= 12), 0) as year_amount
    from marts.labels as labels
    left join months on labels.code = months.lifecycle_status
    where labels.kind = 'status'
    group by labels.code, labels.label_de, labels.label_en, labels.description
    order by list_position(
        ['loyal', 'existing', 'occasional', 'new', 'one_time', 'former', 'prospect'], labels.code
    )
"""

STATUS_MONTHS = """
    select
        month, map_from_entries(list((lifecycle_status, customer_count))) as counts,
        coalesce(sum(customer_count) filter (lifecycle_status not in ('prospect', 'former')), 0)::bigint as total
    from marts.lifecycle_months
    group by month order by month desc limit {shown}
"""

MOVEMENTS = """
    select month, entered_count as lost, left_count as returned, is_complete
    from marts.lifecycle_months
    where lifecycle_status = 'former'
    order by month desc limit {shown}
"""

SEGMENTS = """
    select
        labels.code, labels.label_de, labels.label_en, labels.description,
        coalesce(customer_count, 0) as customer_count,
        coalesce(trailing_12m_revenue_amount, 0) as amount, trailing_12m_revenue_share as share
    from marts.labels as labels
    left join (
        select * from marts.segment_mix where month = (select max(month) from marts.segment_mix)
    ) as mix on labels.code = mix.segment
    where labels.kind = 'segment'
    order by amount desc, labels.code
"""

# Names stand here because it is the company's own page; no addresses, no contacts.
PERSON = """
    customers.customer_id,
    coalesce(customers.company_name, nullif(concat_ws(' ', first_name, last_name), '')) as name,
    statuses.label_de as status_de, statuses.label_en as status_en
"""

LOOK_AT_CUSTOMERS = f"""
    select
        {PERSON},
        customers.trailing_12m_revenue_amount as amount, customers.open_ticket_count,
        customers.segment, labels.label_de as segment_de, labels.label_en as segment_en,
        segments.reason_de, segments.reason
    from marts.customers as customers
    left join marts.labels as statuses
        on statuses.kind = 'status' and statuses.code = customers.lifecycle_status
    left join marts.labels as labels on labels.kind = 'segment' and labels.code = customers.segment
    left join marts.customer_segments as segments
        on segments.customer_id = customers.customer_id
        and segments.month = (select max(month) from marts.customer_segments)
    where customers.is_existing_customer
    order by amount desc, customers.customer_id limit {{shown}}
"""

LEAVING_CUSTOMERS = f"""
    select
        {PERSON}, watchlist.amount, watchlist.owner_id, watchlist.reason_de, watchlist.reason,
        levels.label_de as level_de, levels.label_en as level_en
    from marts.owner_watchlist as watchlist
    inner join marts.customers as customers on watchlist.customer_id = customers.customer_id
    left join marts.labels as statuses
        on statuses.kind = 'status' and statuses.code = customers.lifecycle_status
    left join marts.labels as levels on levels.kind = 'risk_level' and levels.code = customers.risk_level
    where watchlist.list = 'leaving_worth_keeping' and watchlist.list_rank <= {{shown}}
    order by watchlist.list_rank
"""

LOST_CUSTOMERS = f"""
    select
        {PERSON}, customers.lifetime_revenue_amount as amount, customers.lifecycle_status_since as lost_on,
        customers.last_occasion_date, history.reason_de, history.reason
    from marts.customers as customers
    left join marts.labels as statuses
        on statuses.kind = 'status' and statuses.code = customers.lifecycle_status
    left join marts.customer_statuses as history
        on history.customer_id = customers.customer_id and history.valid_to is null
    where customers.lifecycle_status = 'former'
        and customers.lifecycle_status_since > {{as_of}} - interval 12 month
    order by amount desc, customers.customer_id limit {{shown}}
"""

READINGS = f"""
    with {YEARS}
    select
        labels.label_de, labels.label_en, labels.description, labels.code,
        case when sum(total_amount) > 0 then sum(existing_amount) / sum(total_amount) end as share_of_total,
        case when sum(identified_amount) > 0 then sum(existing_amount) / sum(identified_amount) end as share
    from marts.labels as labels
    left join numbered
        on numbered.definition = labels.code and numbered.scope = 'all' and numbered.age <= 12
    where labels.kind = 'share_definition'
    group by labels.label_de, labels.label_en, labels.description, labels.code
    order by labels.code <> 'purchase_day', labels.code
"""


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("view", type=Path, help="database with schema marts")
    parser.add_argument("page", type=Path, help="file to write")
    parser.add_argument("--company", default="", help="name on the page")
    parser.add_argument("--as-of", type=date.fromisoformat, required=True, help="the day the view speaks of")
    parser.add_argument("--currency", default="EUR")
    call = parser.parse_args()
    if not call.view.is_file():
        parser.error(f"argument view: there is no file {call.view}. Run scripts/run.py first.")
    write_report(call.view, call.page, company=call.company, as_of=call.as_of, currency=call.currency)


if __name__ == "__main__":
    main()
