"""Average linkage by its definition, without any of the SQL's shortcuts."""

from __future__ import annotations

import numpy as np

Links = dict[tuple[int, int], tuple[int, bool]]  # (node, larger node) → weight, is excluded


def merge_best(size: int, links: Links, unseen_weight: int) -> list[int]:
    """The definition: merge the two groups with the highest mean weight until none is above 0; node → group.

    A group is named by its smallest node. Of equal means the pair of smaller names, which argmax finds first.
    """
    sums, excluded = np.full((size, size), unseen_weight), np.tri(size, dtype=bool)
    for (a, b), (weight, is_excluded) in links.items():
        sums[a, b] = sums[b, a] = weight
        excluded[a, b] = is_excluded
    sizes, group = np.ones(size, dtype=int), np.arange(size)
    pairs = np.where(excluded, -np.inf, sums)  # mean weight of a pair of groups, above the diagonal
    while pairs.max() > 0:
        a, b = divmod(int(pairs.argmax()), size)
        group[group == b] = a
        sums[a] += sums[b]
        sums[:, a] = sums[a]
        sizes[a] += sizes[b]
        banned = np.minimum(*(np.where(np.arange(size) < n, pairs[:, n], pairs[n]) for n in (a, b))) == -np.inf
        means = np.where(banned, -np.inf, sums[a] / (sizes[a] * sizes))
        pairs[a, a + 1 :], pairs[:a, a] = means[a + 1 :], means[:a]
        pairs[b], pairs[:, b] = -np.inf, -np.inf
    return group.tolist()
