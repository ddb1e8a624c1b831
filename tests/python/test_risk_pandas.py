"""The risk score on known data, out of sample, against plain rules and scikit-learn; its back-test computed again.

CDNOW (Fader and Hardie) and Online Retail II are read where they are; the demo company is always there.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from convert_online_retail import convert
from generate_demo import generate

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
CDNOW = Path(os.environ.get("CDNOW") or DATA / "cdnow" / "CDNOW_sample.txt")
RETAIL = Path(os.environ.get("ONLINE_RETAIL") or DATA / "online_retail" / "online_retail_ii.parquet")
MARTS = "risk_backtests risk_calibrations customer_risks"
HORIZON = 180  # days: the var risk_horizon_days
WINDOW = 365  # days: the var occasion_window_days
BINS, PRIOR, TOP = 10, 50, 0.1  # the vars risk_bin_count, risk_prior_count, risk_top_share
TOLERANCE = 0.025  # how far the score may stay below the best


def read(database: Path, sql: str) -> pd.DataFrame:
    """Rows of a query."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).df()


def cdnow_orders() -> list[dict[str, str]]:
    """The file's purchases as landed orders."""
    lines = [line.split() for line in CDNOW.read_text(encoding="ascii").splitlines() if line.strip()]
    return [
        {
            "order_id": str(number),
            "customer_id": customer,
            "ordered_at": f"{day[:4]}-{day[4:6]}-{day[6:]}",
            "status": "completed",
            "payment_status": "paid",
            "currency": "USD",
            "net_amount": amount,
            "updated_at": f"{day[:4]}-{day[4:6]}-{day[6:]}",
        }
        for number, (_, customer, day, _, amount) in enumerate(lines)
    ]


@dataclass(frozen=True)
class Known:
    """A company seen twice: as published on a day, and (`database`) one horizon or more later."""

    published: pd.DataFrame | None  # customers with a score on the first day, and what was known of them
    first_day: date
    last_day: date
    database: Path


DAYS = {
    "cdnow": (date(1997, 9, 30), date(1998, 6, 30)),
    "online_retail": (date(2011, 6, 12), date(2011, 12, 9)),
    "demo": (date(2026, 1, 1), date(2026, 6, 30)),
}
PUBLISHED = """
    select customer_id, risk_score, min(occasion_date) as first_date, max(occasion_date) as last_date,
        count(*) as occasions
    from marts.customer_risks inner join intermediate.int_activity__occasions using (customer_id)
    where risk_subject = 'customer'
    group by customer_id, risk_score
    order by customer_id
"""


@pytest.fixture(scope="module", params=DAYS)
def company(request, build_company, tmp_path_factory) -> Known:
    """CDNOW, Online Retail (where their files are) and the demo company."""
    name = request.param
    first_day, last_day = DAYS[name]
    room = tmp_path_factory.mktemp(name)
    landing: Path | dict = room / "landing"
    if name == "demo":
        generate(landing, customers=5000)
    elif not {"cdnow": CDNOW, "online_retail": RETAIL}[name].exists():
        pytest.skip(f"{name} is not there")
    elif name == "cdnow":
        landing = {"shop/orders": cdnow_orders()}
    else:
        convert(RETAIL, landing)
    currency = {"cdnow": "USD", "online_retail": "GBP"}.get(name, "EUR")

    def build(day: date) -> Path:
        variables = {"company_currency": currency}
        return build_company(landing, warehouse=room / "warehouse", as_of=str(day), variables=variables, select=MARTS)

    published = None if name == "online_retail" else read(build(first_day), PUBLISHED)
    return Known(published, first_day, last_day, build(last_day))


# Online Retail's back-test, below, looks at the same day
@pytest.mark.parametrize("company", ["cdnow", "demo"], indirect=True)
def test_published_score_ranks_who_will_not_buy(company):
    """A score published on a day, against what came after: above recency, near the best there is."""
    known = company.published
    later = read(company.database, "select customer_id, occasion_date from intermediate.int_activity__occasions")
    lost = ~known.customer_id.isin(later.customer_id[later.occasion_date > pd.Timestamp(company.first_day)])
    silent = (pd.Timestamp(company.first_day) - known.last_date).dt.days
    tenure = (pd.Timestamp(company.first_day) - known.first_date).dt.days
    check_against_rivals(known.risk_score, lost, silent, known.occasions, tenure)


def test_score_is_the_one_computed_by_hand(company):
    """Ranks, curve and back-test of buyers, again with pandas, numpy and scikit-learn."""
    today = pd.Timestamp(company.last_day)
    snapshots = [buyers(company.database, today - timedelta(days=HORIZON * n)) for n in range(3)]
    for now, before in ((0, 1), (1, 2)):
        curve = fit_curve(snapshots[before].risk_index, snapshots[before].is_lost)
        snapshots[now]["expected"] = curve(snapshots[now].risk_index)
        scores = read(
            company.database,
            f"""select customer_id, risk_score::double as risk_score, is_lost
            from intermediate.int_relationship__risk_scores
            where subject = 'customer' and cut_off_number = {now}""",
        ).set_index("customer_id")
        assert len(scores) == len(snapshots[now])
        assert np.allclose(scores.risk_score, snapshots[now].expected.reindex(scores.index), atol=1e-6)
    check_backtest(company.database, "customer", snapshots[1].expected, snapshots[1].is_lost)
    backtests = read(company.database, "select method, auc from marts.risk_backtests where subject = 'customer'")
    auc = backtests.set_index("method").auc
    tested = snapshots[1]
    assert auc["recency"] == pytest.approx(roc_auc_score(tested.is_lost, tested.silent_days), abs=1e-9)
    pair = tested.silent_days.rank() - tested.occasions.rank()
    assert auc["recency_frequency"] == pytest.approx(roc_auc_score(tested.is_lost, pair), abs=1e-9)
    check_against_rivals(tested.expected, tested.is_lost, tested.silent_days, tested.occasions, tested.tenure_days)


# the others have no contracts
@pytest.mark.parametrize("company", ["demo"], indirect=True)
def test_contract_score_is_the_one_computed_by_hand(company):
    """Weights of evidence, curve and back-test of contracts, again; the plain rule is left behind."""
    today = pd.Timestamp(company.last_day)
    classes = [contract_classes(company.database, today - timedelta(days=HORIZON * n)) for n in range(3)]
    for now, before in ((0, 1), (1, 2)):
        weights = weigh(classes[before])
        curve = fit_curve(add_weights(classes[before], weights).round(6), classes[before].is_lost)
        classes[now]["expected"] = curve(add_weights(classes[now], weights).round(6))
        scores = read(
            company.database,
            f"""select subject_id, risk_score::double as risk_score from intermediate.int_relationship__risk_scores
            where subject = 'contract' and cut_off_number = {now}""",
        ).set_index("subject_id")
        assert len(scores) == len(classes[now])
        assert np.allclose(scores.risk_score, classes[now].expected.reindex(scores.index), atol=2e-6)
    check_backtest(company.database, "contract", classes[1].expected, classes[1].is_lost)
    backtests = read(company.database, "select method, auc from marts.risk_backtests where subject = 'contract'")
    auc = backtests.set_index("method").auc
    assert auc["tenure"] == pytest.approx(roc_auc_score(classes[1].is_lost, -classes[1].tenure_days), abs=1e-9)
    assert auc["score"] > max(auc["tenure"], 1 - auc["tenure"])


def check_against_rivals(
    score: pd.Series, lost: pd.Series, silent: pd.Series, occasions: pd.Series, tenure: pd.Series
) -> None:
    """AUC above recency, and near the best of recency, recency and frequency, and hindsight."""
    features = np.column_stack([np.log1p(silent), np.log(occasions), np.log1p(tenure)])
    rivals = {
        "recency": silent,
        "recency and frequency": silent.rank() - occasions.rank(),
        # fitted on the outcome itself: it knows what no rule may know
        "hindsight": LogisticRegression(C=100).fit(features, lost).predict_proba(features)[:, 1],
    }
    auc = {rival: roc_auc_score(lost, value) for rival, value in rivals.items()}
    mine = roc_auc_score(lost, score)
    assert mine > auc["recency"]
    assert mine > max(auc.values()) - TOLERANCE


def buyers(database: Path, day: pd.Timestamp) -> pd.DataFrame:
    """Customers with a relationship and no contract on a day, by what was known then; index customer_id."""
    occasions = read(database, "select customer_id, occasion_date from intermediate.int_activity__occasions")
    statuses = read(database, "select * from intermediate.int_relationship__status_periods")
    contracts = read(database, CONTRACTS)
    on_day = (statuses.valid_from <= day) & ~(statuses.valid_to <= day)
    related = set(statuses.customer_id[on_day & ~statuses.lifecycle_status.isin(["prospect", "former"])])
    holders = set(contracts.customer_id[(contracts.start_date <= day) & ~(contracts.end_date <= day)])
    past = occasions[(occasions.occasion_date <= day) & occasions.customer_id.isin(related - holders)]
    grouped = past.groupby("customer_id").occasion_date
    recent = past[past.occasion_date > day - timedelta(days=WINDOW)].groupby("customer_id").size()
    frame = pd.DataFrame(
        {
            "occasions": grouped.size(),
            "silent_days": (day - grouped.max()).dt.days,
            "tenure_days": (day - grouped.min()).dt.days,
        }
    )
    ranks = [
        2 * ranked.rank() - 1
        for ranked in (frame.silent_days, -frame.occasions, -recent.reindex(frame.index).fillna(0))
    ]
    frame["risk_index"] = sum(ranks) / (2 * len(frame))
    later = (occasions.occasion_date > day) & (occasions.occasion_date <= day + timedelta(days=HORIZON))
    frame["is_lost"] = ~frame.index.isin(occasions.customer_id[later])
    return frame


def fit_curve(index: pd.Series, lost: pd.Series):
    """Berkson's minimum logit chi-square on ten bins of the index; returns index → probability."""
    place = np.floor(BINS * (2 * index.rank() - 1) / (2 * len(index)))
    bins = pd.DataFrame({"x": index, "lost": lost.astype(int), "bin": place}).groupby("bin")
    share = (bins.lost.sum() + 0.5) / (bins.size() + 1)
    weights = (bins.size() + 1) * share * (1 - share)
    slope, level = np.polyfit(bins.x.mean(), np.log(share / (1 - share)), 1, w=np.sqrt(weights))
    return lambda x: 1 / (1 + np.exp(-level - slope * x))


def check_backtest(database: Path, subject: str, score: pd.Series, lost: pd.Series) -> None:
    """The published AUC, precision, lift and calibration against those of a score."""
    [row] = read(
        database, f"select * from marts.risk_backtests where subject = '{subject}' and method = 'score'"
    ).to_dict("records")
    assert (row["subject_count"], row["lost_count"]) == (len(lost), lost.sum())
    assert row["auc"] == pytest.approx(roc_auc_score(lost, score.round(6)), abs=1e-6)
    # equal scores at the edge count in part: the mean over all orders of them
    place = score.round(6).rank(ascending=False, method="min")
    size = score.round(6).groupby(score.round(6)).transform("size")
    taken = ((TOP * len(score) - (place - 1)) / size).clip(0, 1)
    precision = (taken * lost).sum() / (TOP * len(score))
    assert row["top_precision_share"] == pytest.approx(precision, abs=2e-3)
    assert row["top_lift"] == pytest.approx(precision / lost.mean(), abs=2e-2)
    bins = read(database, f"select * from marts.risk_calibrations where subject = '{subject}' order by bin_rank")
    assert (bins.subject_count.sum(), bins.lost_count.sum()) == (len(lost), lost.sum())
    assert (bins.subject_count * bins.predicted_share).sum() == pytest.approx(score.sum(), abs=0.01)
    # what was foretold came: in Online Retail the halves of the year differ by a tenth
    assert (bins.actual_share - bins.predicted_share).abs().max() < 0.15


CONTRACTS = """
    select contract_key, customer_id, chain_key, product_line, auto_renews, notice_period_days,
        start_date::timestamp as start_date, end_date::timestamp as end_date
    from intermediate.int_activity__contracts
    where is_counted and customer_id is not null
"""
CLASSES = ["tenure", "product_line", "count", "in_window", "no_deadline", "complaint", "rating", "lost", "raised"]


def contract_classes(database: Path, day: pd.Timestamp) -> pd.DataFrame:
    """Contracts live and not cancelled on a day, by what the scorecard looks at; index contract_key."""
    contracts = read(database, CONTRACTS).set_index("contract_key")
    terms = read(
        database,
        """select contract_key, anchor_date::timestamp as anchor_date, term_months,
            cancelled_on::timestamp as cancelled_on, lost_on::timestamp as lost_on
        from intermediate.int_relationship__contract_terms""",
    ).set_index("contract_key")
    frame = contracts.join(terms)
    frame["chain_start"] = frame.groupby("chain_key").start_date.transform("min")
    until, since = day + timedelta(days=HORIZON), day - timedelta(days=WINDOW)
    losses = frame[(frame.lost_on <= day) & (frame.lost_on > since)].customer_id
    frame = frame[(frame.start_date <= day) & ~(frame.end_date <= day) & ~(frame.cancelled_on <= day)].copy()
    frame["tenure_days"] = (day - frame.chain_start).dt.days
    frame["tenure"] = np.minimum(5, frame.tenure_days // WINDOW)
    frame["product_line"] = frame.product_line.fillna("")
    frame["count"] = np.minimum(2, frame.groupby("customer_id").customer_id.transform("size"))
    deadlines = [next_deadline(row, day) for row in frame.itertuples()]
    frame["no_deadline"] = [deadline is None for deadline in deadlines]
    frame["in_window"] = [
        bool(renews) and deadline is not None and deadline <= until
        for renews, deadline in zip(frame.auto_renews, deadlines, strict=True)
    ]
    for name, (fact_day, table, condition) in {
        "complaint": ("opened_on", "tickets", "is_complaint"),
        "rating": ("rated_on", "ratings", "satisfaction <= 40"),
        "raised": ("raised_on", "premium_raises", "raise_share >= 0.05"),
    }.items():
        facts = read(
            database,
            f"select customer_id, {fact_day} as day from intermediate.int_relationship__{table} where {condition}",
        )
        facts = facts[(pd.to_datetime(facts.day) <= day) & (pd.to_datetime(facts.day) > since)]
        frame[name] = frame.customer_id.isin(facts.customer_id)
    frame["lost"] = frame.customer_id.isin(losses)
    frame["is_lost"] = frame.lost_on <= until
    return frame


def next_deadline(contract, day: pd.Timestamp) -> pd.Timestamp | None:
    """The first day for notice on or after a day, going from term to term."""
    if pd.isna(contract.anchor_date) or pd.isna(contract.notice_period_days):
        return None
    notice = pd.Timedelta(days=contract.notice_period_days)
    ends = (contract.anchor_date + pd.DateOffset(months=int(contract.term_months) * n) for n in range(-60, 120))
    return next(end - notice for end in ends if end - notice >= day)


def weigh(frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Per place the weight of evidence of each class."""
    mean = frame.is_lost.mean()
    logit = lambda p: np.log(p / (1 - p))  # noqa: E731
    weights = {}
    for name in CLASSES:
        groups = frame.groupby(name).is_lost
        weights[name] = logit((groups.sum() + PRIOR * mean) / (groups.size() + PRIOR)) - logit(mean)
    return weights


def add_weights(frame: pd.DataFrame, weights: dict[str, pd.Series]) -> pd.Series:
    """The index of each contract; a class that was never seen weighs nothing."""
    return sum(frame[name].map(weights[name]).fillna(0) for name in CLASSES)
