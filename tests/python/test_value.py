"""Customer value: the published tables of the models, the scoring in SQL against scipy, contracts day by day."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.special import gammaln, hyp2f1
from scipy.stats import nbinom, spearmanr

import fit_value
import transform
import value_models
from land import create_tables

CDNOW = Path(
    os.environ.get("CDNOW") or Path(__file__).resolve().parents[3] / "shared" / "data" / "cdnow" / "CDNOW_sample.txt"
)
AS_OF = "2026-06-30"
# Low gates, so that a small company has models too.
GATES = {"value_min_buyers": 50, "value_min_contracts": 10, "value_min_losses": 2, "value_min_frequent_buyers": 2}
SHAPES = ("bg_nbd", "gamma_gamma", "shifted_beta_geometric")


def cdnow() -> pd.DataFrame:
    """The published sample, one row per customer, calibrated to 1997-09-30."""
    if not CDNOW.exists():
        pytest.skip("the CDNOW sample is not there")
    lines = pd.read_csv(CDNOW, sep=r"\s+", header=None, names=["all", "id", "day", "quantity", "amount"])
    lines["day"] = pd.to_datetime(lines["day"].astype(str))
    days = lines[lines.day <= "1997-09-30"].groupby(["id", "day"], as_index=False).amount.sum()
    repeats = days[days.day > days.groupby("id").day.transform("min")]
    customers = days.groupby("id").day.agg(["min", "max", "size"])
    return pd.DataFrame({
        "repeats": customers["size"] - 1.0,
        "recency": (customers["max"] - customers["min"]).dt.days / 7,
        "age": (pd.Timestamp("1997-09-30") - customers["min"]).dt.days / 7,
        "amount": repeats.groupby("id").amount.mean(),
    })  # fmt: skip


def test_bg_nbd_gives_the_published_parameters_of_cdnow():
    rows = cdnow().groupby(["repeats", "recency", "age"]).size().reset_index(name="count")
    fit = value_models.fit_bg_nbd(**{name: rows[name].to_numpy(float) for name in rows})
    assert fit.is_converged
    assert [round(fit.parameters[name], 3) for name in ("r", "alpha", "a", "b")] == [0.243, 4.414, 0.793, 2.426]
    assert fit.log_likelihood == pytest.approx(-9582.4, abs=0.05)


def test_gamma_gamma_gives_the_published_parameters_of_cdnow():
    rows = cdnow().query("repeats > 0")
    assert len(rows) == 946
    fit = value_models.fit_gamma_gamma(np.ones(len(rows)), rows.repeats.to_numpy(), rows.amount.to_numpy())
    assert fit.is_converged
    assert [round(fit.parameters[name], 2) for name in ("p", "q", "v")] == [6.25, 3.74, 15.44]


@pytest.mark.parametrize(
    ("held", "alpha", "beta"),
    [
        ([1000, 869, 743, 653, 593, 551, 517, 491], 0.668, 3.806),  # High End
        ([1000, 631, 468, 382, 326, 289, 262, 241], 0.704, 1.182),  # Regular
    ],
)
def test_shifted_beta_geometric_gives_the_published_parameters(held, alpha, beta):
    held = np.array(held, float)
    fit = value_models.fit_shifted_beta_geometric(np.arange(1.0, 8), held[:-1], held[:-1] - held[1:])
    assert fit.is_converged
    assert {name: round(value, 3) for name, value in fit.parameters.items()} == {"alpha": alpha, "beta": beta}


def test_grouped_rows_say_the_same_as_single_ones():
    rng = np.random.default_rng(1)
    repeats, age = rng.integers(0, 4, 500).astype(float), rng.integers(20, 24, 500).astype(float)
    rows = pd.DataFrame({"repeats": repeats, "recency": np.where(repeats > 0, age / 2, 0), "age": age})
    grouped = rows.groupby(list(rows)).size().reset_index(name="count")
    single = value_models.fit_bg_nbd(np.ones(500), *(rows[name].to_numpy() for name in rows))
    fit = value_models.fit_bg_nbd(**{name: grouped[name].to_numpy(float) for name in grouped})
    assert fit.log_likelihood == pytest.approx(single.log_likelihood, rel=1e-9)
    assert fit.parameters == pytest.approx(single.parameters, rel=1e-3)


def test_many_rows_are_fitted_from_a_sample_to_the_same_optimum(monkeypatch):
    rng = np.random.default_rng(3)
    repeats = 1 + rng.poisson(3, 20_000).astype(float)
    rows = {"count": np.ones(20_000), "repeats": repeats}
    rows["amount"] = rng.gamma(6 * repeats, 1) / repeats * 15 / rng.gamma(4, 1, 20_000)
    whole, steps = value_models.fit_gamma_gamma(**rows), []
    searched = value_models.minimize

    def count_steps(*words, **options):
        found = searched(*words, **options)
        steps.append(found.nfev)
        return found

    monkeypatch.setattr(value_models, "minimize", count_steps)
    value_models.fit_gamma_gamma(**rows)
    monkeypatch.setattr(value_models, "SAMPLED_ROWS", 10_000)
    fit = value_models.fit_gamma_gamma(**rows)
    cold, _, warm = steps  # the sample's own search lies between
    assert warm < cold
    assert fit.log_likelihood == pytest.approx(whole.log_likelihood, rel=1e-10)
    assert fit.parameters == pytest.approx(whole.parameters, rel=1e-3)


def test_a_fit_that_cannot_be_used_says_why(monkeypatch):
    rng = np.random.default_rng(2)
    wild = {"count": np.ones(3000), "repeats": np.full(3000, 3.0), "amount": 10 / rng.gamma(0.6, 1, 3000)}
    assert fit_value.parameters("gamma_gamma", wild) == {"gate_result": "no_finite_mean"}
    rows = {"year": np.array([1.0, 2.0]), "at_risk": np.array([100.0, 80.0]), "lost": np.array([20.0, 10.0])}
    assert fit_value.parameters("shifted_beta_geometric", rows)["gate_result"] == "passed"
    found = value_models.minimize

    def give_up(*words, **options):
        result = found(*words, **options)
        result.success = False
        return result

    monkeypatch.setattr(value_models, "minimize", give_up)
    assert fit_value.parameters("shifted_beta_geometric", rows) == {"gate_result": "not_converged"}


def still_active(r, alpha, a, b, repeats, age, weeks) -> float:
    """Purchases expected of an active customer: the k-th happens if the rate brings it and none before it stopped.

    Every term is positive, so nothing is lost where the published formula subtracts.
    """
    shape, odds = r + repeats, weeks / (alpha + age)
    mean = shape * odds
    terms = np.arange(int(mean + 40 * np.sqrt(mean * (1 + odds)) + 60 * (1 + odds) + 50))
    stays = np.exp(
        gammaln(b + repeats + terms) - gammaln(b + repeats) - gammaln(a + b + repeats + terms)
        + gammaln(a + b + repeats)
    )  # fmt: skip
    return float((stays * nbinom.sf(terms, shape, 1 / (1 + odds))).sum())


def published(r, alpha, a, b, repeats, recency, age, weeks) -> float:
    """Expected purchases as Fader, Hardie and Lee (2005) print them."""
    whole = (alpha + age) / (alpha + age + weeks)
    series = hyp2f1(r + repeats, b + repeats, a + b + repeats - 1, 1 - whole)
    active = (a + b + repeats - 1) / (a - 1) * (1 - whole ** (r + repeats) * series)
    stopped = (repeats > 0) * a / (b + repeats - 1) * ((alpha + age) / (alpha + recency)) ** (r + repeats)
    return active / (1 + stopped)


@pytest.fixture(scope="module")
def scored(tmp_path_factory) -> pd.DataFrame:
    """Purchases expected at 52 weeks for invented customers, under ordinary and extreme parameters, a cut-off each."""
    warehouse = tmp_path_factory.mktemp("scored")
    rng = np.random.default_rng(3)
    shapes = ["r", "alpha", "a", "b"]
    sets = [(0.243, 4.414, 0.793, 2.426), (0.664, 9.034, 0.109, 2.416), (0.8746, 10.21, 0.267, 193.3)]
    sets += [(1, 1, 1, 1), (0.5, 0.01, 0.3, 0.1), (0.01, 100, 100, 0.01), (100, 0.05, 0.02, 50), (2, 2, 1000, 1000)]
    sets += [tuple(np.exp(rng.uniform(-4, 4, 4))) for _ in range(12)]
    customers = [(0, 0), (0, 1), (0, 400), (1, 7), (1, 1000), (3, 60), (30, 365), (300, 365), (300, 1000)]
    rows = pd.DataFrame(
        [
            (100 * at + each, date(2000 + at, 6, 30), *parameters, repeats, part * days / 7, days / 7)
            for at, parameters in enumerate(sets)
            for each, (repeats, days) in enumerate(customers)
            for part in [0.0 if repeats == 0 else 0.8]
        ],
        columns=["customer_number", "cut_off_date", *shapes, "repeat_count", "recency_weeks", "age_weeks"],
    )
    (warehouse / "build").mkdir()
    with duckdb.connect(str(warehouse / "raw.duckdb")) as connection:
        create_tables(connection)
    with duckdb.connect(str(warehouse / "build" / "build.duckdb")) as connection:
        connection.execute("create schema intermediate; use intermediate")
        connection.execute("create table int_relationship__purchase_summaries as"
                           " select *, 10.0::double as mean_repeat_amount, true as is_current from rows")  # fmt: skip
        connection.execute(
            "create table int_relationship__value_parameters as select distinct 'bg_nbd' as model, true as is_usable,"
            " cut_off_date, r, alpha, a, b, null::double as p, null::double as q, null::double as v from rows"
        )
        connection.execute("create table int_relationship__forecast_dates as select distinct cut_off_date,"
                           " cut_off_date + 364 as horizon_end_date from rows")  # fmt: skip
    models = ("int_relationship__expected_purchases", "int_relationship__purchase_forecasts")
    assert transform.dbt("run", warehouse, {"as_of_date": AS_OF}, "--select", *models).success
    with duckdb.connect(str(warehouse / "build" / "build.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "select customer_number, expected_count, p_alive_share, expected_purchase_count"
            " from intermediate.int_relationship__purchase_forecasts"
            " inner join intermediate.int_relationship__purchase_summaries using (customer_number, cut_off_date)"
            " inner join intermediate.int_relationship__expected_purchases"
            " using (cut_off_date, repeat_count, age_weeks)"
        ).df()
    return rows.merge(found, on="customer_number", validate="one_to_one")


def test_sql_expects_what_the_series_expects(scored):
    assert len(scored) == 180
    expected = [
        still_active(*row[["r", "alpha", "a", "b", "repeat_count", "age_weeks"]], weeks=52)
        for _, row in scored.iterrows()
    ]
    assert np.max(np.abs(scored.expected_count / expected - 1)) < 1e-6


def test_sql_expects_what_the_published_formula_expects(scored):
    """Where its subtraction leaves the digits to compare with: the published and ordinary parameters."""
    ordinary = scored[scored.customer_number < 200]
    expected = [
        published(*row[["r", "alpha", "a", "b", "repeat_count", "recency_weeks", "age_weeks"]], weeks=52)
        for _, row in ordinary.iterrows()
    ]
    assert np.max(np.abs(ordinary.expected_purchase_count / expected - 1)) < 1e-6
    assert (scored.p_alive_share.between(0, 1)).all() and np.isfinite(scored.expected_purchase_count).all()


def finish(warehouse: Path) -> tuple[int, int]:
    """Fit and build what waits for the parameters; returns how many were fitted and known."""
    fits = fit_value.fit_value(warehouse)
    variables = {"as_of_date": AS_OF, **GATES}
    chosen = [f"stg_state__value_parameters+,+{mart}" for mart in ("value_backtests", "customers", "value_parameters")]
    no_tests = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")
    assert transform.dbt("build", warehouse, variables, "--select", *chosen, *no_tests).success
    return fits


@pytest.fixture(scope="module")
def company(demo_landing, build_company, tmp_path_factory) -> Path:
    """The small demo company with models; its warehouse folder."""
    warehouse = tmp_path_factory.mktemp("value")
    build_company(
        demo_landing, warehouse=warehouse, variables=GATES, select="value_backtests customers value_parameters"
    )
    assert finish(warehouse)[0] > 0
    return warehouse


@pytest.fixture
def read(company):
    """`read(sql)` → data frame, from the company's build."""

    def frame(sql: str) -> pd.DataFrame:
        with duckdb.connect(str(company / "build" / "build.duckdb"), read_only=True) as connection:
            connection.execute("set search_path = 'intermediate,marts'")
            return connection.execute(sql).df()

    return frame


def test_the_same_data_are_not_fitted_twice_and_other_data_get_a_new_version(company, read):
    before = read("select * from value_parameters order by all")
    assert set(before.loc[before.is_usable & (before.product_line == "all"), "model"]) == set(SHAPES)
    fitted, known = finish(company)
    assert (fitted, known) == (0, before.is_usable.sum())
    pd.testing.assert_frame_equal(read("select * from value_parameters order by all"), before)
    with duckdb.connect(str(company / "raw.duckdb")) as connection:
        connection.execute(
            "update raw_state.value_parameters set fingerprint = 'other data', r = r * 2 where model = 'bg_nbd'"
        )
    assert finish(company) == (2, known - 2)
    after = read("select * from value_parameters order by all")
    assert set(after[after.model == "bg_nbd"].version) == {2}
    pd.testing.assert_frame_equal(after.drop(columns="version"), before.drop(columns="version"))


def test_every_customers_value_is_what_the_published_formulas_say(read):
    shapes = {row.model: row for row in read("select * from value_parameters where product_line = 'all'"
                                             " and is_current").itertuples()}  # fmt: skip
    rates, amounts = shapes["bg_nbd"], shapes["gamma_gamma"]
    found = read(
        "select * from int_relationship__purchase_summaries inner join int_relationship__predicted_values"
        " using (customer_number) where is_current"
    )
    assert len(found) > 100
    mean = found.mean_repeat_amount.fillna(0)
    spends = amounts.p * (amounts.v + found.repeat_count * mean) / (amounts.p * found.repeat_count + amounts.q - 1)
    buys = [
        published(rates.r, rates.alpha, rates.a, rates.b, row.repeat_count, row.recency_weeks, row.age_weeks, 365 / 7)
        for row in found.itertuples()
    ]
    assert np.allclose(found.expected_purchase_count, buys, rtol=1e-6)
    assert np.abs(found.purchase_value_12m_amount.astype(float) - buys * spends).max() <= 0.0051


def test_every_contracts_value_is_what_its_calendar_says(read):
    """Payment by payment: those from the next anniversary on count with the probability of renewal."""
    curves = read("select * from value_parameters where model = 'shifted_beta_geometric' and is_current and is_usable")
    curves = curves.set_index("product_line")[["alpha", "beta"]]
    contracts = read(
        """select
            contracts.*, premiums.payment_months,
            premiums.annual_premium_amount::double / payments_per_year as payment,
            min(start_date) over (partition by chain_key) as chain_start
        from int_activity__contracts as contracts left join int_activity__contract_premiums as premiums
            on contracts.contract_key = premiums.contract_key and payments_per_year > 0
            and valid_from <= date '2026-06-30' and (valid_to > date '2026-06-30' or valid_to is null)
        where is_counted and customer_id is not null and start_date <= date '2026-06-30'"""
    )
    as_of, until = pd.Timestamp(AS_OF), pd.Timestamp("2027-06-30")
    values: dict[int, float] = {}
    for row in contracts.itertuples():
        values.setdefault(row.customer_number, 0.0)
        if pd.isna(row.payment) or row.end_date <= as_of:
            continue
        years = next(n for n in range(1, 99) if row.chain_start + pd.DateOffset(months=12 * n) > as_of)
        anniversary = next(day for n in range(1, 99) if (day := row.start_date + pd.DateOffset(months=12 * n)) > as_of)
        curve = curves.loc[row.product_line if row.product_line in curves.index else "all"]
        renewed = (curve.beta + years - 1) / (curve.alpha + curve.beta + years - 1)
        for n in range(0, 1200, int(row.payment_months)):
            due = row.start_date + pd.DateOffset(months=n)
            if as_of < due <= until and not due >= row.end_date:
                share = 1 if due < anniversary or row.end_date > as_of else renewed
                values[row.customer_number] += share * row.payment
    found = read("select * from int_relationship__predicted_values where contract_value_12m_amount is not null")
    found = found.set_index("customer_number").contract_value_12m_amount.astype(float)
    assert set(found.index) == set(values) and found.sum() > 0
    assert (found - pd.Series(values)).abs().max() <= 0.0051


def test_the_back_test_is_what_pandas_finds(read):
    found = read("select * from value_backtests").set_index(["part", "method"])
    assert set(found.index) == {(p, m) for p in ("purchases", "contracts", "all") for m in ("model", "trailing_12m")}
    rows = read("select * from int_relationship__value_forecasts where not is_current")
    rows["model_amount"] = rows.model_amount.fillna(rows.trailing_amount).astype(float)
    rows[["trailing_amount", "later_amount"]] = rows[["trailing_amount", "later_amount"]].astype(float)
    parts = {"all": rows.groupby("customer_number")[["model_amount", "trailing_amount", "later_amount"]].sum()}
    parts |= dict(list(rows.groupby("part")))
    for (part, method), row in found.iterrows():
        table = parts[part]
        predicted = table["model_amount" if method == "model" else "trailing_amount"]
        later = table.later_amount
        assert row.customer_count == len(table)
        assert float(row.predicted_amount) == pytest.approx(predicted.sum(), abs=0.02)
        assert float(row.actual_amount) == pytest.approx(later.sum(), abs=0.02)
        assert row.calibration == pytest.approx(predicted.sum() / later.sum())
        assert row.rank_correlation == pytest.approx(spearmanr(predicted, later).statistic, abs=1e-6)
        assert float(row.mean_error_amount) == pytest.approx((predicted - later).abs().mean(), abs=0.01)
        # the top tenth: with ties at its edge, the mean over their orders
        earned = later.clip(lower=0)
        ordered = pd.DataFrame({"predicted": predicted, "later": earned}).sort_values("predicted", ascending=False)
        ordered["later"] = ordered.groupby("predicted").later.transform("mean")
        whole, rest = divmod(0.1 * len(ordered), 1)
        top = ordered.later.iloc[: int(whole)].sum() + rest * ordered.later.iloc[int(whole)]
        assert row.top_capture_share == pytest.approx(top / earned.sum(), abs=1e-5)


ORDER = {"status": "completed", "currency": "EUR", "updated_at": "2026-05-01 10:00:00"}
HOLDER = {"holder_id": "H", "first_name": "Ada", "last_name": "Muster", "updated_at": "2025-01-01 10:00:00"}
CONTRACT = {
    "contract_id": "K", "holder_id": "H", "product_line": "kfz", "kind": "insurance", "status": "active",
    "start_date": "2025-01-01", "premium_amount": "0", "premium_frequency": "free", "currency": "EUR",
    "updated_at": "2025-01-01 10:00:00",
}  # fmt: skip
SHOPPER = {"customer_id": "1", "first_name": "Eva", "last_name": "Probe", "updated_at": "2026-01-01 10:00:00"}


@pytest.mark.parametrize(
    ("entities", "expected"),
    [
        (
            {
                "shop/customers": [
                    SHOPPER,
                    {**SHOPPER, "customer_id": "2", "first_name": "Ida", "last_name": "Zorn"},
                    {**SHOPPER, "customer_id": "3", "first_name": "Uwe", "last_name": "Adler"},
                ],
                "shop/orders": [
                    {**ORDER, "order_id": "a", "customer_id": "1", "net_amount": "10", "ordered_at": "2026-05-01"},
                    {**ORDER, "order_id": "b", "customer_id": "2", "net_amount": "0", "ordered_at": "2026-05-02"},
                    {**ORDER, "order_id": "c", "customer_id": "3", "net_amount": "5", "ordered_at": "2026-05-03"},
                ],
                "shop/refunds": [
                    {"refund_id": "r", "customer_id": "1", "refunded_at": "2026-05-09", "net_amount": "99",
                     "currency": "EUR"},
                    {"refund_id": "s", "order_id": "c", "refunded_at": "2026-05-09", "net_amount": "5",
                     "currency": "EUR"},
                ],
            },
            [(None, "no_basis", None), (None, "no_basis", None), (0, "trailing_12m", "lost")],
        ),
        ({"contracts/holders": [HOLDER], "contracts/contracts": [CONTRACT]}, [(0, "trailing_12m", "lost")]),
    ],
    ids=["a month with a negative net, nothing paid and all given back", "a lone contract without end or premium"],
)  # fmt: skip
def test_too_little_to_go_by_is_named(build_company, query, entities, expected):
    database = build_company(entities, select="customers value_parameters value_backtests")
    rows = query(
        database,
        "select predicted_value_12m_amount, value_method, rfm_group from marts.customers order by 1 nulls first",
    )
    assert rows == expected
    assert set(query(database, "select model, gate_result from marts.value_parameters")) == {
        ("bg_nbd", "too_few_buyers"), ("gamma_gamma", "too_few_buyers"),
        ("shifted_beta_geometric", "too_few_contracts"),
    }  # fmt: skip
