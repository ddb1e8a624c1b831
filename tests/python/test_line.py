"""The closing words of the line."""

from decimal import Decimal
from pathlib import Path

import pytest

import line
from audit import Audit
from report import Headline


@pytest.mark.parametrize(("count", "words"), [(0, ""), (1, ", 1 event without"), (2400, ", 2,400 events without")])
def test_the_summary_counts_events_without_an_exchange_rate(count, words):
    figures = Headline(
        *(5, 4, 3), *map(Decimal, (9, 8, 7, 6, 2, 1)), count, *(0, 0, 12), target_share=0.5, base="total"
    )
    company = line.Company(Path("landing"), Path("wh"))
    said = line.summary(figures, "", Audit(), company, {"company_currency": "EUR"}, 1.0)
    [revenue] = [sentence for sentence in said if "Revenue" in sentence]
    assert revenue.endswith("identified" if not words else f"identified{words} an exchange rate")
