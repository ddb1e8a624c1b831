"""Turn the Online Retail II invoice lines (UCI, CC BY 4.0) into a landing folder of one shop.

Layout of the input: Invoice, StockCode, Description, Quantity, InvoiceDate, Price, Customer ID, Country. A sale line
has an invoice number without C, a positive quantity and a positive price. Every input line lands as an order line;
what becomes of its invoice, `channel` of the order names:

  sale              invoice with sale lines: an order, completed and paid, of the sum of its sale lines (unrounded)
  credit note       invoice with C that gives money back: a refund to the customer that names no order (no data)
  free              no sale line, nothing charged, goods out: a cancelled order of amount zero
  stock_adjustment  no sale line, nothing charged, goods written off: a cancelled order of amount zero
  bad_debt          no sale line, negative price: a cancelled order of that negative amount
  correction        any other invoice without sale lines that is not zero: a cancelled order of that amount

Cancelled orders are no revenue, and the reconciliation lists them. Lines of credit notes keep the number of the credit
note, which is a refund and no order. Every customer of any line is an account, seen first with the first line.

Example: python scripts/convert_online_retail.py online_retail_ii.parquet landing/online_retail
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import duckdb

LAYOUT = ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country")

# Names in the data that stand for one country; others (Channel Islands, Unspecified …) stay empty.
COUNTRIES = {
    "Australia": "AU", "Austria": "AT", "Bahrain": "BH", "Belgium": "BE", "Bermuda": "BM", "Brazil": "BR",
    "Canada": "CA", "Cyprus": "CY", "Czech Republic": "CZ", "Denmark": "DK", "EIRE": "IE", "Finland": "FI",
    "France": "FR", "Germany": "DE", "Greece": "GR", "Hong Kong": "HK", "Iceland": "IS", "Israel": "IL", "Italy": "IT",
    "Japan": "JP", "Korea": "KR", "Lebanon": "LB", "Lithuania": "LT", "Malta": "MT", "Netherlands": "NL",
    "Nigeria": "NG", "Norway": "NO", "Poland": "PL", "Portugal": "PT", "RSA": "ZA", "Saudi Arabia": "SA",
    "Singapore": "SG", "Spain": "ES", "Sweden": "SE", "Switzerland": "CH", "Thailand": "TH", "USA": "US",
    "United Arab Emirates": "AE", "United Kingdom": "GB",
}  # fmt: skip

SQL = """
create temp table lines as
with typed as (
    select
        row_number() over () as line_number,
        trim("Invoice"::varchar) as invoice_number,
        trim("StockCode"::varchar) as product_id,
        trim("Description"::varchar) as product_name,
        "Quantity"::bigint as pieces,
        "InvoiceDate"::timestamp as invoiced_at,
        "Price"::decimal(18, 4) as unit_price,
        "Customer ID"::bigint::varchar as customer_id,
        "Country" as country_name
    from input
)
select
    *,
    pieces * unit_price as amount,
    invoice_number like 'C%' as is_credit_note,
    invoice_number not like 'C%' and pieces > 0 and unit_price > 0 as is_sale
from typed;

-- a customer and a time per invoice: invoices never mix customers, and a few span two minutes
create temp table invoices as
select
    invoice_number,
    any_value(customer_id) as customer_id,
    min(invoiced_at) as invoiced_at,
    case
        when bool_or(is_sale) then 'sale'
        when bool_or(is_credit_note) and sum(amount) <= 0 then 'credit note'
        when bool_or(unit_price < 0) then 'bad_debt'
        when sum(amount) <> 0 then 'correction'
        when sum(pieces) < 0 then 'stock_adjustment'
        else 'free'
    end as kind,
    coalesce(sum(amount) filter (is_sale), sum(amount)) as amount
from lines
group by invoice_number;

create temp view customers as
select
    lines.customer_id,
    any_value(countries.code order by line_number desc) as country,
    min(invoiced_at) as created_at,
    max(invoiced_at) as updated_at
from lines left join countries on lines.country_name = countries.name
where lines.customer_id is not null
group by lines.customer_id
order by lines.customer_id;

create temp view orders as
select
    invoice_number as order_id,
    customer_id,
    invoiced_at as ordered_at,
    if(kind = 'sale', 'completed', 'cancelled') as status,
    if(kind = 'sale', 'paid', null) as payment_status,
    'GBP' as currency,
    amount as net_amount,
    kind as channel,
    invoiced_at as updated_at
from invoices
where kind <> 'credit note'
order by invoiced_at, invoice_number;

create temp view order_lines as
select
    invoice_number || '-' || row_number() over (partition by invoice_number order by line_number) as order_line_id,
    invoice_number as order_id,
    product_id,
    product_name,
    pieces as quantity,
    amount as net_amount
from lines
order by line_number;

create temp view refunds as
select
    invoice_number as refund_id,
    customer_id,
    invoiced_at as refunded_at,
    -amount as net_amount,
    'GBP' as currency,
    'cancellation' as reason
from invoices
where kind = 'credit note'
order by invoiced_at, invoice_number;
"""


def convert(lines: Path, landing: Path) -> dict[str, int]:
    """Write the landing folder from a Parquet (or CSV) file of invoice lines; returns rows by entity.

    Raises ValueError when the file is missing or lacks a column.
    """
    if not lines.is_file():
        raise ValueError(f"{lines.name}: there is no such file.")
    (landing / "shop").mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set preserve_insertion_order = true")
        connection.execute(f"create temp view input as select * from '{_escaped(lines)}'")
        columns = {name for name, *_ in connection.execute("describe input").fetchall()}
        if missing := [name for name in LAYOUT if name not in columns]:
            raise ValueError(f"{lines.name}: the column {', '.join(missing)} is missing.")
        pairs = ", ".join(f"('{name}', '{code}')" for name, code in COUNTRIES.items())
        connection.execute(f"create temp table countries as from (values {pairs}) as countries (name, code)")
        connection.execute(SQL)
        rows = {}
        for entity in ("customers", "orders", "order_lines", "refunds"):
            file = _escaped(landing / "shop" / f"{entity}.csv")
            written = connection.execute(f"copy (from {entity}) to '{file}' (header, quote '\"', delimiter ',')")
            rows[entity] = written.fetchall()[0][0]
        [(last_day,)] = connection.execute("select max(invoiced_at)::date from lines").fetchall()
    (landing / "landing.yml").write_text(
        "# Online Retail II, UCI Machine Learning Repository, CC BY 4.0 (doi 10.24432/C5CG6D)\n"
        f"company: {{currency: GBP, timezone: Europe/London}}\nas_of: {last_day}\n",
        encoding="utf-8",
    )
    return rows


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")


def main() -> int:
    """Parse the call, convert, say how much was written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", type=Path, help="the invoice lines, as Parquet or CSV")
    parser.add_argument("landing", type=Path, help="landing folder to write")
    call = parser.parse_args()
    try:
        rows = convert(call.lines, call.landing)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 3
    print(", ".join(f"{count:,} {entity}" for entity, count in rows.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
