"""The owner's page: figures as the marts say, both languages, nothing from the network."""

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

import pages
from report import STATUSES, headline, rows, write_report


def plain(markup, language: str) -> str:
    other = "en" if language == "de" else "de"
    return re.sub(r"<[^>]+>", "", re.sub(rf'<span lang="{other}">.*?</span>', "", str(markup)))


def test_the_headline_agrees_with_the_revenue_events(demo_build, query):
    figures = headline(demo_build)
    [(total, existing, unidentified)] = query(
        demo_build,
        "select sum(amount), sum(amount) filter (is_existing_by_purchase_day and customer_id is not null),"
        " coalesce(sum(amount) filter (customer_id is null), 0)"
        " from marts.revenue_events where event_date between date '2025-07-01' and date '2026-06-30'",
    )
    assert (figures.year_amount, figures.existing_amount, figures.unidentified_amount) == (
        total,
        existing,
        unidentified,
    )
    assert figures.existing_share == float(existing / total)
    assert headline(demo_build, base="identified").base_amount == total - unidentified


def test_a_running_month_is_in_no_sum_of_twelve_months(demo_build, tmp_path):
    view = Path(shutil.copy(demo_build, tmp_path / "view.duckdb"))
    with duckdb.connect(str(view)) as connection:
        for table in ("revenue_shares", "lifecycle_months"):
            connection.execute(f"update marts.{table} set is_complete = false where month = date '2026-06-01'")
        statuses = rows(connection, STATUSES)
    figures = headline(view)
    assert sum(row["year_amount"] for row in statuses) == figures.year_amount - figures.unidentified_amount


def test_the_page_stands_alone_and_speaks_two_languages(demo_build, tmp_path):
    page = tmp_path / "report.html"
    write_report(demo_build, page, company="Müller & <Co>", as_of=date(2026, 6, 30))
    said = page.read_text(encoding="utf-8")
    assert "Müller &amp; &lt;Co&gt;" in said
    assert not re.search(r"(src|href)=\"(https?:)?//|@import|url\(", said)
    assert said.count('lang="de">') == said.count('lang="en">') + 1  # the page itself is German
    assert len(said) < 200_000
    pointed = re.findall(r'title="([^"]*)" data-title="([^"]*)"', said)
    assert ("Mai\u00a026: ", "May\u00a026: ") in [(german[:8], english[:8]) for german, english in pointed]
    assert any(re.search(r"\d,\d\u00a0%$", german) and re.search(r"\d\.\d%$", english) for german, english in pointed)
    assert said.count(" title=") == len(pointed)


def test_numbers_are_written_as_each_language_has_them():
    assert plain(pages.money(Decimal("-1234.5"), "EUR", 2), "de") == "−1.234,50\u00a0€"
    assert plain(pages.money(Decimal("-1234.5"), "EUR", 2), "en") == "−€1,234.50"
    assert plain(pages.money(7, "CHF"), "de") == "7\u00a0CHF"
    assert plain(pages.percent(0.6234), "de") == "62,3\u00a0%"
    assert plain(pages.percent(0.6234), "en") == "62.3%"
    assert plain(pages.number(1234567, sign=True), "de") == "+1.234.567"
    assert plain(pages.number(0, sign=True), "de") == "0"
    assert plain(pages.day(date(2026, 3, 1)), "de") == "01.03.2026"
    assert plain(pages.month(date(2026, 3, 1)), "de") == "Mär\u00a026"
    assert pages.tooltip(">", pages.number(1.5, 1)) == 'title="&gt;1,5" data-title="&gt;1.5"'
    assert [pages.ceiling(value) for value in (0, 1, 3187, 130000, 99.5)] == [1, 1, 4000, 150000, 100]
