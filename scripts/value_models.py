"""The models behind customer value, fitted by maximum likelihood on grouped rows.

BG/NBD (Fader, Hardie, Lee 2005) says how often customers buy and when they stop, Gamma-Gamma (Fader, Hardie 2013) what
they spend, shifted beta-geometric (Fader, Hardie 2007) how long contracts last. Gradients are analytic, so that a
million customers take seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

Array = np.ndarray
LIMIT = 7.0  # parameters lie between exp(-7) and exp(7) of their unit: beyond, data no longer tell them apart
SAMPLE, SAMPLED_ROWS = 25, 100_000  # of so many rows and more, the optimum of every 25th is where the search starts


@dataclass(frozen=True)
class Fit:
    """Parameters by name, the log-likelihood of the whole sample, and whether the optimiser converged."""

    parameters: dict[str, float]
    log_likelihood: float
    is_converged: bool


def fit_bg_nbd(count: Array, repeats: Array, recency: Array, age: Array) -> Fit:
    """Fit r, alpha, a, b on `count` customers with so many repeat purchases; recency and age in one unit of time."""
    kinds, at = np.unique(repeats, return_inverse=True)
    repeated = repeats > 0

    def likelihood(r: float, alpha: float, a: float, b: float) -> tuple[Array, tuple[Array, ...]]:
        log_age, log_recency = np.log(alpha + age), np.log(alpha + recency)
        shape = r + repeats
        stopped = np.full(len(repeats), -np.inf)
        stopped[repeated] = np.log(a) - np.log(b + repeats[repeated] - 1) - shape[repeated] * log_recency[repeated]
        either = np.logaddexp(-shape * log_age, stopped)
        share = np.exp(stopped - either)  # of having stopped after the last purchase
        bought = gammaln(r + kinds) - gammaln(r) + r * np.log(alpha)
        stayed = gammaln(a + b) + gammaln(b + kinds) - gammaln(b) - gammaln(a + b + kinds)
        by_b = digamma(a + b) + digamma(b + kinds) - digamma(b) - digamma(a + b + kinds)
        slopes = (
            (digamma(r + kinds) - digamma(r))[at] + np.log(alpha) - (1 - share) * log_age - share * log_recency,
            r / alpha - shape * ((1 - share) / (alpha + age) + share / (alpha + recency)),
            (digamma(a + b) - digamma(a + b + kinds))[at] + share / a,
            by_b[at] - np.where(repeated, share / np.where(repeated, b + repeats - 1, 1), 0),
        )
        return (bought + stayed)[at] + either, slopes

    units = {"r": 1.0, "alpha": max(float(np.average(age, weights=count)), 1.0), "a": 1.0, "b": 1.0}
    return maximise(likelihood, units, count, sample(fit_bg_nbd, count, repeats, recency, age))


def fit_gamma_gamma(count: Array, repeats: Array, amount: Array) -> Fit:
    """Fit p, q, v on `count` customers with so many repeat purchases (above 0) of so much on average (above 0)."""
    kinds, at = np.unique(repeats, return_inverse=True)
    log_amount, log_repeats = np.log(amount), np.log(repeats)

    def likelihood(p: float, q: float, v: float) -> tuple[Array, tuple[Array, ...]]:
        spent = v + repeats * amount
        log_spent = np.log(spent)
        known = gammaln(p * kinds + q) - gammaln(p * kinds) - gammaln(q) + q * np.log(v)
        value = known[at] + (p * repeats - 1) * log_amount + p * repeats * log_repeats - (p * repeats + q) * log_spent
        by_p = (digamma(p * kinds + q) - digamma(p * kinds))[at] + log_amount + log_repeats - log_spent
        slopes = (
            repeats * by_p,
            (digamma(p * kinds + q) - digamma(q))[at] + np.log(v) - log_spent,
            q / v - (p * repeats + q) / spent,
        )
        return value, slopes

    units = {"p": 1.0, "q": 2.0, "v": float(np.average(amount, weights=count))}
    return maximise(likelihood, units, count, sample(fit_gamma_gamma, count, repeats, amount))


def fit_shifted_beta_geometric(year: Array, at_risk: Array, lost: Array) -> Fit:
    """Fit alpha, beta: of `at_risk` contracts in their `year`-th year (1, 2, …), `lost` ended by its end."""
    count = np.concatenate([lost, at_risk - lost]).astype(float)

    def likelihood(alpha: float, beta: float) -> tuple[Array, tuple[Array, ...]]:
        total, stayed = alpha + beta + year - 1, beta + year - 1
        value = np.concatenate([np.log(alpha / total), np.log(stayed / total)])
        return value, (
            np.concatenate([1 / alpha - 1 / total, -1 / total]),
            np.concatenate([-1 / total, 1 / stayed - 1 / total]),
        )

    return maximise(likelihood, {"alpha": 1.0, "beta": 1.0}, count)


def sample(fit: Callable[..., Fit], *columns: Array) -> dict[str, float]:
    """What the model finds in a sample of many rows; of few rows nothing."""
    if len(columns[0]) < SAMPLED_ROWS:
        return {}
    found = fit(*(column[::SAMPLE] for column in columns))
    return found.parameters if found.is_converged else {}


def maximise(
    likelihood: Callable[..., tuple[Array, tuple[Array, ...]]],
    units: dict[str, float],
    count: Array,
    start: dict[str, float] | None = None,
) -> Fit:
    """Maximise the likelihood of `count` equal observations a row over parameters that are positive.

    The search begins at `start`, else at the parameters' units.
    """
    scale, total = np.array(list(units.values())), count.sum()
    first = np.array(list((start or units).values()))

    def objective(logs: Array) -> tuple[float, Array]:
        values = scale * np.exp(logs)
        each, slopes = likelihood(*values)
        slope = np.array([np.sum(count * each_slope) for each_slope in slopes])
        return -np.sum(count * each) / total, -slope * values / total

    found: Any = minimize(
        objective, np.log(first / scale), jac=True, method="L-BFGS-B", bounds=[(-LIMIT, LIMIT)] * len(units),
        options={"ftol": 1e-14, "gtol": 1e-7, "maxiter": 1000},
    )  # fmt: skip
    values = scale * np.exp(found.x)
    is_converged = bool(found.success and np.isfinite(found.fun) and np.isfinite(values).all())
    return Fit(dict(zip(units, map(float, values), strict=True)), -float(found.fun) * float(total), is_converged)
