"""Average linkage by its definition, without any of the SQL's shortcuts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

Links = dict[tuple[int, int], tuple[int, bool]]  # (node, larger node) → weight, is excluded


def tie(a: int | str, b: int | str) -> str:
    """What breaks ties of equal means: a short hash of the pair, the smaller node first, as int_identity__linkage."""
    return hashlib.md5(f"{a} {b}".encode(), usedforsecurity=False).hexdigest()[:12]


def merge_best(size: int, links: Links, unseen_weight: int, names: Sequence[int | str] = ()) -> list[int]:
    """The definition: merge the two groups with the highest mean weight until none is above 0; node → group.

    A group is named by its smallest node. Of equal means the pair of groups that holds the link with the smallest tie,
    which is that of the nodes' names (without any: their numbers).
    """
    names = names or range(size)
    order = {link: place for place, link in enumerate(sorted(links, key=lambda link: tie(*(names[n] for n in link))))}
    ties = np.full((size, size), len(links))
    for (a, b), place in order.items():
        ties[a, b] = ties[b, a] = place
    sums, excluded = np.full((size, size), unseen_weight), np.tri(size, dtype=bool)
    for (a, b), (weight, is_excluded) in links.items():
        sums[a, b] = sums[b, a] = weight
        excluded[a, b] = is_excluded
    sizes, group = np.ones(size, dtype=int), np.arange(size)
    pairs = np.where(excluded, -np.inf, sums)  # mean weight of a pair of groups, above the diagonal
    while pairs.max() > 0:
        a, b = divmod(int(np.where(pairs == pairs.max(), ties, len(links) + 1).argmin()), size)
        ties[a] = ties[:, a] = np.minimum(ties[a], ties[b])
        group[group == b] = a
        sums[a] += sums[b]
        sums[:, a] = sums[a]
        sizes[a] += sizes[b]
        banned = np.minimum(*(np.where(np.arange(size) < n, pairs[:, n], pairs[n]) for n in (a, b))) == -np.inf
        means = np.where(banned, -np.inf, sums[a] / (sizes[a] * sizes))
        pairs[a, a + 1 :], pairs[:a, a] = means[a + 1 :], means[:a]
        pairs[b], pairs[:, b] = -np.inf, -np.inf
    return group.tolist()
