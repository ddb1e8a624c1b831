"""Lifecycle statuses by brute force: plain Python, day by day, straight from the definitions.

Shares no formula with the models: it loops over days and counts, where they sweep over steps.
`daily_statuses` walks one customer's days; `periods` merges days into periods.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(frozen=True)
class Rules:
    """The settings of the lifecycle rules, named as in dbt_project.yml (days unless said)."""

    inactive_after_days: int = 365
    loyal_contract_days: int = 365
    loyal_occasions: int = 4
    loyal_quarters: int = 3
    loyal_contract_rule: str = "tenure"
    occasion_window_days: int = 365
    new_customer_days: int = 90
    contract_counts_after_days: int = 90
    contract_gap_days: int = 31


@dataclass(frozen=True)
class Contract:
    """A counted contract: `end` is the first day without it (None: open), `chain` groups successors."""

    start: date
    end: date | None
    chain: str
    is_loss_end: bool

    def lives_on(self, day: date) -> bool:
        """Started on or before the day and not ended on or before it."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass
class History:
    """All that the rules need to know about one customer."""

    first_fact: date
    occasions: set[date] = field(default_factory=set)
    contracts: list[Contract] = field(default_factory=list)


def daily_statuses(history: History, as_of: date, rules: Rules) -> Iterator[tuple[date, str, bool]]:
    """Yield (day, status, at least two occasions so far) from the first fact to `as_of`."""
    lived_days: dict[str, int] = {}
    chain_starts: dict[str, date] = {}
    for contract in history.contracts:
        chain_starts[contract.chain] = min(contract.start, chain_starts.get(contract.chain, date.max))
    day = history.first_fact
    while day <= as_of:
        live = [c for c in history.contracts if c.lives_on(day)]
        for chain in {c.chain for c in live}:
            lived_days[chain] = lived_days.get(chain, 0) + 1
        occasions = [o for o in history.occasions if o <= day]
        yield (
            day,
            _status(day, occasions, live, history.contracts, chain_starts, lived_days, rules),
            len(occasions) >= 2,
        )
        day += timedelta(days=1)


def periods(days: Iterable[tuple]) -> Iterator[tuple]:
    """Merge neighbours: (day, what…) of every day → (what…, first day, first day after or None)."""
    first, what = None, ()
    for day, *now in days:
        if now != list(what):
            if first:
                yield *what, first, day
            first, what = day, tuple(now)
    if first:
        yield *what, first, None


def _status(
    day: date,
    occasions: list[date],
    live: list[Contract],
    contracts: list[Contract],
    chain_starts: dict[str, date],
    lived_days: dict[str, int],
    rules: Rules,
) -> str:
    """The first rule that holds on the day."""
    recent = [o for o in occasions if (day - o).days < rules.occasion_window_days]
    quarters = {(o.year, (o.month - 1) // 3) for o in recent}
    losses = [c.end for c in contracts if c.is_loss_end and c.end and c.end <= day]
    if not occasions:
        return "prospect"
    if not live and (day - max(occasions + losses)).days > rules.inactive_after_days:
        return "former"
    tenured = any((day - chain_starts[c.chain]).days >= rules.loyal_contract_days for c in live)
    if tenured and (rules.loyal_contract_rule == "tenure" or recent):
        return "loyal"
    if len(recent) >= rules.loyal_occasions and len(quarters) >= rules.loyal_quarters:
        return "loyal"
    if live or len(recent) >= 2:
        return "existing"
    if len(occasions) >= 2:
        return "occasional"
    if any(days > rules.contract_counts_after_days for days in lived_days.values()):
        return "occasional"
    return "new" if (day - occasions[0]).days <= rules.new_customer_days else "one_time"
