"""Train the match weights of a company on its own records, without labels, and keep them beside its raw data.

    python scripts/train_identity.py --warehouse warehouse/acme

Needs a build: the pairs that the identity models have compared. Expectation maximisation (Dempster, Laird and Rubin
1977) over three classes of pairs (one customer, one household, unrelated) finds how often each level of a comparison
occurs in the first two; chance agreement stays what the values' own frequencies make it. The default weights count as
40 pairs (PRIOR_PAIRS), so that what the records do not show keeps its default, and no share of one customer moves by
more than 15 times, none of a household by more than 5 (MOST_MOVED), and sister firms stay a twentieth as many at least
(FEWEST_SISTERS), so that no class turns into another. The result is a new version in raw_state.match_weights of
raw.duckdb; the next build takes the newest. `delete from raw_state.match_weights` returns to the defaults.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from publish import text
from run import built

PRIOR_PAIRS = 40.0
ROUNDS = 50
TOLERANCE = 1e-4
CLASSES = ("same", "household")
MOST_MOVED = np.array([[15.0], [5.0]])  # times, of each class
FEWEST_SISTERS = 0.05  # sister firms are as many as this share of the default at least
PATTERNS = """
    select pattern, round(2 * commonness_bits) / 2 as bits, cast(count(*) as double) as pairs
    from build.intermediate.int_identity__comparisons group by all order by all
"""
LEVELS = """
    select party, comparison, level, position, same_share, household_share, is_frequency_adjusted, unrelated_share
    from build.seeds.match_weights order by party, position, level
"""


@dataclass
class Levels:
    """The levels of all comparisons, one entry each; `shares` has a row per class, as probabilities or priors."""

    keys: list[tuple[str, str, str]]
    position: np.ndarray
    shares: np.ndarray
    unrelated: np.ndarray
    is_prior: np.ndarray


def train(warehouse: Path) -> tuple[int, int] | None:
    """Train on build/build.duckdb and append the weights; returns the version and the rounds it took.

    None, and no version, where no two records were compared: there is nothing to learn from.
    """
    with duckdb.connect(str(warehouse / "raw.duckdb")) as connection:
        connection.execute(f"attach {text(warehouse / 'build' / 'build.duckdb')} as build (read_only)")
        records = connection.execute(
            "select count(*) from build.intermediate.int_identity__compared_records"
        ).fetchall()[0][0]
        patterns = connection.execute(PATTERNS).fetchnumpy()
        if not len(patterns["pattern"]):
            return None
        levels = read_levels(connection, records)
        rounds = maximise(levels, patterns, records)
        newest = connection.execute("select max(version) from raw_state.match_weights").fetchall()[0][0]
        version = (newest or 0) + 1
        rows = ", ".join(
            f"({', '.join(map(text, key))}, {version}, {same!r}, {household!r}, {records}, localtimestamp)"
            for key, same, household in zip(levels.keys, *levels.shares.tolist(), strict=True)
        )
        connection.execute(f"insert into raw_state.match_weights by position values {rows}")
    return version, rounds


def read_levels(connection: duckdb.DuckDBPyConnection, records: int) -> Levels:
    """The default weights; the chance at random of an equal value is 1 of `records` (the rest is in the bits)."""
    rows = connection.execute(LEVELS).fetchall()
    prior = np.array([row[1] == "prior" for row in rows])
    unrelated = np.array([1 / records if row[6] else row[7] for row in rows])
    unrelated[prior] = records
    return Levels(
        keys=[(row[0], row[1], row[2]) for row in rows], position=np.array([row[3] for row in rows]),
        shares=np.array([[row[4] for row in rows], [row[5] for row in rows]], dtype=float),
        unrelated=unrelated, is_prior=prior,
    )  # fmt: skip


def maximise(levels: Levels, patterns: dict[str, np.ndarray], records: int) -> int:
    """Improve `levels.shares` until no share moves by more than TOLERANCE; returns the rounds."""
    shown = occurrences(levels, patterns["pattern"])
    # what every class shows for sure (swapped names are weighed with the first name) is no share
    is_trained = ~levels.is_prior & (levels.shares.max(axis=0) < 1)
    groups = [
        np.array([key[:2] == group for key in levels.keys]) & is_trained
        for group in sorted({key[:2] for key, trained in zip(levels.keys, is_trained, strict=True) if trained})
    ]
    defaults = levels.shares.copy()
    # a register may be without homes, but sister firms are too much alike to be left to one customer
    is_firm = np.array([key[0] == "c" for key in levels.keys])
    fewest = np.where(is_firm, [[0.0], [FEWEST_SISTERS]], 0.0) * defaults
    for number in range(1, ROUNDS + 1):
        bits = np.log2(levels.shares / levels.unrelated) @ shown.T - patterns["bits"]
        odds = np.exp2(np.minimum(bits, 200))
        belonging = odds / (1 + odds.sum(axis=0)) * patterns["pairs"]
        seen = belonging @ shown
        new = levels.shares.copy()
        for group in groups:
            # levels that a class cannot have (a household of firms) keep their default
            default = defaults[:, group]
            scale = default.sum(axis=1, keepdims=True)
            known = seen[:, group].sum(axis=1, keepdims=True)
            share = (scale * seen[:, group] + PRIOR_PAIRS * default) / (known + PRIOR_PAIRS)
            share = np.clip(share, default / MOST_MOVED, default * MOST_MOVED)
            new[:, group] = share * scale / share.sum(axis=1, keepdims=True)
        moved = np.abs(new - levels.shares).max()
        levels.shares = new
        # the number of matching pairs per record moves with them, from its default on
        prior_pairs = PRIOR_PAIRS * records / (records + PRIOR_PAIRS)
        share = (seen[:, levels.is_prior] + prior_pairs * defaults[:, levels.is_prior]) / (records + prior_pairs)
        levels.shares[:, levels.is_prior] = np.maximum(share, fewest[:, levels.is_prior])
        if moved < TOLERANCE:
            return number
    return ROUNDS


def occurrences(levels: Levels, patterns: np.ndarray) -> np.ndarray:
    """A row per pattern, a column per level: 1 where the pattern shows it."""
    letters = np.array([list(pattern) for pattern in patterns])
    parties = np.array([key[0] for key in levels.keys])
    wanted = np.array([key[2] for key in levels.keys])
    return ((letters[:, levels.position - 1] == wanted) & (letters[:, [0]] == parties)).astype(float)


def main() -> None:
    """Train the company of the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--warehouse", type=built, required=True, help="folder of a build")
    call = parser.parse_args()
    trained = train(call.warehouse)
    if trained is None:
        print("Nothing to learn from: no two records were compared. The weights stay as they are.")
    else:
        print("Trained in {1} rounds: version {0}. The next build takes it.".format(*trained))


if __name__ == "__main__":
    main()
