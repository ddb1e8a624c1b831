"""Draws and text on whole columns. Days are whole numbers since 1970-01-01, money is whole cents."""

from collections.abc import Callable
from csv import DictReader
from datetime import date
from pathlib import Path

import numpy as np

Column = np.ndarray
Rng = np.random.Generator

HERE = Path(__file__).parent
EPOCH = date(1970, 1, 1).toordinal()
NEVER = 10**6  # a day far behind the end of all data


def day(text: str) -> int:
    """The day number of an ISO date."""
    return date.fromisoformat(text).toordinal() - EPOCH


FIRST_DAY, LAST_DAY = day("2023-07-01"), day("2026-06-30")
DIGITS = {width: np.array([f"{i:0{width}d}" for i in range(10**width)], dtype=object) for width in (1, 2, 3, 4)}


def read_list(name: str) -> list[dict[str, str]]:
    """The rows of one data file beside this module."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(DictReader(file))


def text_column(values: list | Column) -> Column:
    """An object column (numpy would make fixed-width text of a list)."""
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def empty(count: int) -> Column:
    """A text column in which nothing is known."""
    return np.full(count, None, dtype=object)


def hit(rng: Rng, count: int, share: float | Column) -> Column:
    """True for about `share` of the rows."""
    return rng.random(count) < share


def pick(rng: Rng, values: list | Column, count: int, weights: list | Column | None = None) -> Column:
    """`count` draws from `values`, by `weights` where given."""
    values = values if isinstance(values, np.ndarray) else text_column(values)
    if weights is None:
        return values[rng.integers(0, len(values), count)]
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return values[np.searchsorted(edges, rng.random(count) * edges[-1], side="right")]


def keep(rng: Rng, column: Column, share: float | Column) -> Column:
    """The column with only about `share` of its rows filled."""
    return np.where(hit(rng, len(column), share), column, None)


def mapped(column: Column, change: Callable[[str], str]) -> Column:
    """`change` applied to every known text, each different text once."""
    known: dict[str | None, str | None] = {None: None}
    out = np.empty(len(column), dtype=object)
    for i, text in enumerate(column):
        if text not in known:
            known[text] = change(text)
        out[i] = known[text]
    return out


def digits(numbers: Column, width: int) -> Column:
    """Whole numbers as text with leading zeros."""
    numbers = np.asarray(numbers, dtype=np.int64)
    if width <= 4:
        return DIGITS[width][numbers % 10**width]
    return digits(numbers // 10**4, width - 4) + DIGITS[4][numbers % 10**4]


def scattered(numbers: Column, width: int, salt: int = 0) -> Column:
    """A different-looking number below 10**width for every number: a shuffle, no repeats.

    Keys of the sources are made with different salts, so that no key betrays another one.
    """
    factor = (
        7_368_787,
        2_971_211,
        5_915_587,
        8_190_031,
        3_267_001,
        6_011_393,
        1_500_449,
        9_576_889,
        4_093_083,
        2_200_013,
        7_654_321,
        6_700_417,
    )[salt]
    return (np.asarray(numbers, dtype=np.int64) * factor + 104_729 * (salt + 1)) % 10**width


def ragged(counts: Column) -> tuple[Column, Column]:
    """For `counts` children per row: the row of each child, and its position in that row (from 0)."""
    parents = np.repeat(np.arange(len(counts)), counts)
    starts = np.cumsum(counts) - counts
    return parents, np.arange(len(parents)) - starts[parents]


def running_sum(values: Column, parents: Column, position: Column) -> Column:
    """The sum of `values` within each parent up to and including the row."""
    total = np.cumsum(values)
    before = np.where(position == 0, total - values, 0)
    return total - np.maximum.accumulate(before) if len(values) else values


MONTH_SEASON = np.array([1.0, 0.9, 0.95, 0.95, 0.9, 0.85, 0.8, 0.8, 1.0, 1.1, 1.5, 1.45])
_days = np.arange(FIRST_DAY, LAST_DAY + 1)
_month = (_days.astype("datetime64[D]").astype("datetime64[M]").astype(int)) % 12
SEASON = MONTH_SEASON[_month] * np.where((_days + 3) % 7 == 6, 0.75, 1.0)  # Sundays are quieter
# Who bought before these years appears at the first order within them: most of them at the start.
OLD_STOCK = 3.5 * np.exp(-(_days - FIRST_DAY) / 110)
GROWTH = 1 + 1.0 * (_days - FIRST_DAY) / 365
CAMPAIGNS = {"2024-09": 2.7, "2025-03": 3.0, "2025-09": 2.0, "2026-03": 4.6}  # new customers pour in
_campaign = np.ones(len(_days))
for _name, _factor in CAMPAIGNS.items():
    _campaign[_days.astype("datetime64[D]").astype("datetime64[M]") == np.datetime64(_name)] = _factor
ARRIVALS = SEASON * (OLD_STOCK + GROWTH * _campaign)


def arrival_days(rng: Rng, count: int) -> Column:
    """Days on which customers come: the old stock first, then more every year, most by campaigns."""
    return pick(rng, _days, count, ARRIVALS)


def any_days(rng: Rng, count: int) -> Column:
    """Days of the three years, one as likely as the other: moves, weddings, deaths."""
    return rng.integers(FIRST_DAY, LAST_DAY + 1, count)


def in_season(rng: Rng, days: Column) -> Column:
    """True for the days on which people buy after all: fewer in summer."""
    place = np.clip(days - FIRST_DAY, 0, len(SEASON) - 1)
    return rng.random(len(days)) < SEASON[place] / SEASON.max()


def month_start(days: Column, later: int = 0) -> Column:
    """The first day of the month `later` months on."""
    months = np.asarray(days).astype("datetime64[D]").astype("datetime64[M]") + later
    return months.astype("datetime64[D]").astype(np.int64)


def add_months(days: Column, months: Column) -> Column:
    """The same day of the month `months` on, clipped at month ends."""
    stamp = np.asarray(days, dtype=np.int64).astype("datetime64[D]")
    in_month = (stamp - stamp.astype("datetime64[M]")).astype(np.int64)
    target = stamp.astype("datetime64[M]") + np.asarray(months, dtype=np.int64)
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(int)
    return target.astype("datetime64[D]").astype(np.int64) + np.minimum(in_month, length - 1)


def moment(rng: Rng, days: Column, hour: float = 15.0, spread: float = 4.0) -> Column:
    """Seconds since 1970 (business time) at some time of the day, mostly around `hour`."""
    seconds = np.clip(rng.normal(hour, spread, len(days)), 0.2, 23.9) * 3600
    return np.asarray(days, dtype=np.int64) * 86400 + seconds.astype(np.int64)
