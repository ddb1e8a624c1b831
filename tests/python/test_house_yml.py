"""House rules: tables and columns are described, keyed, typed; ymls are what dbt's own schema says."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from copy import deepcopy

import pytest
from dbt.jsonschemas.jsonschemas import CustomDraft7Validator, project_schema, resources_schema

from house import (
    PACKAGE,
    ROOT,
    data_tests,
    exposures,
    files,
    keep,
    kind_of,
    lines,
    macros,
    models,
    own_materializations,
    seeds,
    short,
    sources,
    unit_tests,
    yml,
)

MAX_YML_LINES = 200

# The public interface: tables and columns that BI and outside checks rely on. More are welcome.
PUBLISHED = {
    "customers": """
        customer_id party_type first_name last_name company_name birth_date email phone street house_number
        postal_code city country household_id lifecycle_status lifecycle_status_since is_existing_customer
        is_reactivated is_onboarding is_key_account first_occasion_date last_occasion_date occasion_count
        order_count live_contract_count annual_premium_amount lifetime_revenue_amount
        trailing_12m_revenue_amount open_ticket_count owner_id broker_id segment risk_level
        predicted_value_12m_amount value_method data_quality_score has_shop has_contracts has_broker
        has_support""",
    "customer_records": "record_id source customer_id match_reason match_probability",
    "match_reviews": "record_id_a record_id_b match_probability reason",
    "customer_id_changes": "customer_id previous_customer_id change changed_on",
    "customer_attributes": "customer_id attribute value is_chosen record_id source known_at reason record_count",
    "households": "household_id customer_count",
    "customer_statuses": "customer_id lifecycle_status valid_from valid_to reason",
    "revenue_events": """
        revenue_event_id customer_id source kind event_date amount original_amount original_currency
        is_estimated""",
    "revenue_shares": """
        month scope definition total_amount identified_amount unidentified_amount existing_amount
        new_amount existing_share existing_share_of_total target_share is_target_met""",
    "revenue_retention": """
        month scope start_amount new_amount reactivated_amount up_amount down_amount lost_amount end_amount nrr grr
        logo_retention""",
    "lifecycle_months": "month lifecycle_status customer_count entered_count left_count revenue_amount",
    "contract_movements": "month movement annual_premium_amount customer_count",
    "revenue_concentration": """
        month scope customer_count top_1_share top_5_share top_10_share top_10pct_share top_20pct_share hhi
        effective_customers gini customers_for_50pct customers_for_80pct is_dependent""",
    "cohort_retention": "cohort_month month_number cohort_size customer_count retention revenue_amount",
    "existing_customer_definitions": "month definition customer_count revenue_amount share",
    "customer_segments": """
        customer_id month segment segment_before_hysteresis value_score health_score benefit_score reason
        is_proposal owner_id""",
    "customer_risks": """
        customer_id risk_level risk_score expected_next_purchase_date notice_deadline reasons""",
    "segment_mix": "month segment customer_count revenue_amount revenue_share",
    "labels": "kind code label_de label_en description",
    "deliveries": "",
    "quarantine": "",
}

# A column's name says its type: marts are held to it both ways.
TYPES = {
    r".*_id": "varchar",
    r"(is|has|may)_.*": "boolean",
    r".*_at": "timestamp",
    r"(?!is_|has_)(.*_(date|on|since|deadline)|valid_(from|to)|(.*_)?month)": "date",
    r"(.*_)?amount": r"decimal\(18,2\)",
    r"(.*_)?(share|score|probability|retention)": r"double|decimal\(\d+,\d+\)",
    r"(?!is_|has_).*_(count|days|rank)": r"bigint|integer",
}
ONLY_NAMED_SO = {"boolean", "timestamp", "date", "decimal(18,2)"}


def test_every_model_and_seed_has_its_yml_beside_it():
    keep(
        "put <name>.yml beside <name>.sql (or .csv) and describe the table and its columns there",
        (
            node.original_file_path
            for node in [m.node for m in models()] + seeds()
            if node.patch_path != f"{PACKAGE}://{re.sub(r'[.](sql|csv)$', '.yml', node.original_file_path)}"
        ),
    )


def test_descriptions_say_the_grain_first():
    keep(
        'a description begins with the grain: "One row per …"',
        (n.name for n in [m.node for m in models()] + seeds() if not n.description.startswith("One row per ")),
    )


def test_every_column_is_described():
    described = [m.node for m in models()] + seeds() + sources()
    keep(
        "describe every column (shared terms by a doc block in models/docs.md)",
        (f"{n.name}.{c.name}" for n in described for c in n.columns.values() if not c.description.strip()),
    )
    keep("describe every source table", (s.name for s in sources() if not s.description.strip()))


def test_described_columns_are_the_built_columns(demo_build, query):
    built = defaultdict(set)
    for table, column in query(demo_build, "select table_name, column_name from information_schema.columns"):
        built[table].add(column)
    keep(
        "the yml names exactly the columns of the table",
        (
            f"{node.name}.{column} is {'not described' if column in built[node.name] else 'not built'}"
            for node in [m.node for m in models()] + seeds()
            for column in set(node.columns) ^ built[node.name]
        ),
    )


def test_keys_are_tested():
    keyed = {t.attached_node for t in data_tests() if kind_of(t) in {"unique", "is_key"}}
    keep(
        "test the key: unique on a column, or is_key on the table",
        (n.name for n in [m.node for m in models()] + seeds() if n.unique_id not in keyed),
    )


def test_marts_publish_what_the_interface_names():
    marts = {m.name: m.node for m in models() if m.layer == "marts"}
    keep("an enforced contract stands on every mart", (n for n, m in marts.items() if not m.contract.enforced))
    keep("a mart of the interface is missing", (name for name in PUBLISHED if name not in marts))
    keep(
        "a column of the interface is missing",
        (
            f"{name}.{column}"
            for name, columns in PUBLISHED.items()
            if name in marts
            for column in columns.split()
            if column not in marts[name].columns
        ),
    )


@pytest.mark.parametrize("pattern", TYPES)
def test_a_marts_column_name_says_its_type(pattern):
    keep(
        f"a column named {pattern} is {TYPES[pattern]} in marts",
        (
            f"{table}.{column} is {kind}"
            for table, column, kind in _marts_columns()
            if re.fullmatch(pattern, column) and not re.fullmatch(TYPES[pattern], kind)
        ),
    )


def test_ids_flags_and_times_are_what_they_are_called_in_every_layer(demo_build, query):
    kinds = {name: TYPES[name] for name in (".*_id", "(is|has|may)_.*", ".*_at")}
    built = query(
        demo_build,
        """select table_name, column_name, lower(data_type) from information_schema.columns
        where table_schema in ('staging', 'intermediate', 'marts')""",
    )
    keep(
        f"a column is what its name says: {kinds}",
        (
            f"{table}.{column} is {kind}"
            for table, column, kind in built
            for name, expected in kinds.items()
            if re.fullmatch(name, column) and kind != expected
        ),
    )


def test_a_marts_column_type_shows_in_its_name():
    keep(
        "name booleans is_/has_/may_, timestamps _at, dates _date/_on/_since/_deadline/month, money _amount",
        (
            f"{table}.{column} is {kind}"
            for table, column, kind in _marts_columns()
            if kind in ONLY_NAMED_SO
            and not any(re.fullmatch(p, column) for p, t in TYPES.items() if re.fullmatch(t, kind))
        ),
    )


def test_exposures_cover_the_marts():
    read = {unique_id for e in exposures() for unique_id in e.depends_on.nodes}
    keep(
        "say in models/exposures.yml who reads the mart",
        (m.name for m in models() if m.layer == "marts" and m.node.unique_id not in read),
    )


def test_labels_come_in_german_and_english():
    keep(
        "a seed with one label has both label_de and label_en",
        (s.name for s in seeds() if len({"label_de", "label_en"} & set(s.columns)) == 1),
    )


def test_unit_tests_are_named_as_the_rule():
    keep(
        "name a unit test as the rule it proves, in four words or more",
        (f"{t.model}: {t.name}" for t in unit_tests() if t.name.count("_") < 3),
    )


def test_macros_are_documented_and_used():
    text = "\n".join(f.read_text(encoding="utf-8") for f in files(".sql", ".yml"))
    used = Counter(re.findall(r"\b(\w+)\s*\(", text))
    own = [m for m in macros() if not re.match(r"(default|duckdb|spark)__|generate_schema_name$", m.name)]
    keep("describe the macro in a yml beside it", (m.name for m in own if not m.description.strip()))
    keep(
        "describe every argument of the macro",
        (f"{m.name}({a.name})" for m in own for a in m.arguments if not (a.description or "").strip()),
    )
    keep("nobody calls this macro: delete it", (m.name for m in own if used[m.name] < 2))


def test_generic_tests_are_used():
    names = {f.stem for f in files(".sql") if f.parent == ROOT / "tests" / "generic"}
    used = {kind_of(t) for t in data_tests()}
    keep("nobody uses this generic test: delete it", names - used)


def test_singular_tests_are_named_as_the_claim():
    keep(
        "call it tests/singular/assert_<claim>.sql, and say the claim in a comment on its first line",
        (
            short(f)
            for f in files(".sql")
            if f.is_relative_to(ROOT / "tests")
            and f.parent.name != "generic"
            and not (f.parent.name == "singular" and f.stem.startswith("assert_") and lines(f)[0].startswith("--"))
        ),
    )


def test_ymls_follow_dbts_own_schema():
    """dbt bundles this schema and checks it for other engines only; it does not know our materialization."""
    schema = deepcopy(resources_schema())
    schema["definitions"]["DbtMaterialization"]["oneOf"].append({"enum": own_materializations()})
    validator = CustomDraft7Validator(schema)
    keep(
        "write the yml as dbt's schema says (arguments: under tests, meta and tags under config:)",
        (
            f"{short(f)} at {'.'.join(map(str, error.path))}: {error.message[:160]}"
            for f in _dbt_ymls()
            for error in validator.iter_errors(yml(f))
        ),
    )
    project = CustomDraft7Validator(project_schema()).iter_errors(yml(ROOT / "dbt_project.yml"))
    keep("write dbt_project.yml as dbt's schema says", (error.message[:200] for error in project))


def test_ymls_are_short_and_of_today():
    keep(
        f"a yml has at most {MAX_YML_LINES} lines: one per model, columns on one line where they fit",
        (f"{short(f)}: {len(lines(f))}" for f in _dbt_ymls() if len(lines(f)) > MAX_YML_LINES),
    )
    keep(
        "say data_tests:, not tests:, and leave version: out",
        (
            f"{short(f)}:{n}"
            for f in _dbt_ymls()
            for n, line in enumerate(lines(f), 1)
            if re.match(r"\s*(tests|version):", line)
        ),
    )


def _dbt_ymls():
    return [f for f in files(".yml") if short(f).split("/")[0] in {"models", "seeds", "macros", "tests"}]


def _marts_columns():
    return [
        (m.name, column, (about.data_type or "").lower().replace(" ", ""))
        for m in models()
        if m.layer == "marts"
        for column, about in m.node.columns.items()
    ]
