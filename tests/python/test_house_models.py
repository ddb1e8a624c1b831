"""House rules: how a model's SQL looks."""

from __future__ import annotations

import re

import pytest

from house import ROOT, files, keep, lines, models, short

MAX_LINES = 120
MAX_WIDTH = {"models": 88, "tests": 88, "macros": 110}
MAX_REFS = 7

# What only one engine knows, and what stands for it.
ENGINE_ONLY = {
    r"\bqualify\b": "filter a ranked CTE",
    r"\blambda\b": "a macro in macros/engine/",
    r"\b(list|array|map|struct|json|regexp)_\w+\s*\(": "a macro in macros/engine/",
    r"\b(arg_max|arg_min|max_by|min_by|string_agg|listagg|unnest|strftime|strptime|epoch\w*|try_cast"
    r"|jaro\w*|jaccard|damerau\w*|strip_accents|date_diff|date_add|date_sub|date_part|datediff|dateadd|date_trunc"
    r"|generate_series|range|read_\w+)\s*\(": "dbt's own macro, or one in macros/engine/",
    r"::": "cast(… as …)",
    r"->>?": "a macro in macros/engine/",
    r"\bwith\s+recursive\b": "the connected_components materialization",
    r"\bgroup\s+by\s+all\b": "names",
    r"\border\s+by\s+all\b": "names",
    r"\bexclude\s*\(": "the columns",
    r"\breplace\s*\((?=[^)]*\bas\b)": "the columns",
    r"\bcolumns\s*\(": "the columns",
    r"\basof\b": "a range join",
    r"\b(i?like_escape|glob|pivot|unpivot|using\s+sample|positional)\b": "plain SQL",
    r"\[": "plain SQL: no lists in models",
}
IMPORT = re.compile(r"\w+ as \(\s*select \*\s+from \{\{ (?:ref|source)\([^)]*\) \}\}\s*(?:\)|where\b)")
ANY_READ = re.compile(r"\{\{\s*(?:ref|source)\(")


def test_models_are_short():
    keep(
        f"a model has at most {MAX_LINES} lines and {MAX_REFS} refs: split it at a CTE that deserves a name",
        (
            f"{short(m.path)}: {len(lines(m.path))} lines, {len(set(m.node.depends_on.nodes))} refs"
            for m in models()
            if len(lines(m.path)) > MAX_LINES or len(set(m.node.depends_on.nodes)) > MAX_REFS
        ),
    )


def test_lines_fit_the_page():
    keep(
        f"a line of SQL has at most so many characters: {MAX_WIDTH}",
        (
            f"{short(f)}:{number}"
            for f in files(".sql")
            for number, line in enumerate(lines(f), 1)
            if len(line) > MAX_WIDTH[short(f).split("/")[0]]
        ),
    )


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        (r"\{%", "no Jinja blocks in models: write the SQL, or a macro that is one expression"),
        (
            r"\bconfig\s*\(",
            "no config() in models: folders are configured in dbt_project.yml, one model in its yml",
        ),
        (r"(?i)\bselect\s+distinct\b", "no select distinct: say the grain with group by, or mend the join"),
        (r"(?i)\bgroup\s+by\s+\d", "group by names, not numbers"),
        (r"(?i)\b(right|natural)\s+join\b", "left join or inner join only"),
        (r"(?i)\bunion\s+(?!all\b)", "union all: if rows repeat, say why with group by"),
        (r"(?i)\b(TODO|FIXME|XXX|HACK)\b", "no notes to self: do it, or write it down in docs/"),
    ],
)
def test_models_do_without(pattern, rule):
    keep(rule, (short(m.path) for m in models() if re.search(pattern, m.raw)))


def test_a_model_ends_by_showing_its_last_step():
    keep(
        "end with: select * from <last cte>",
        (
            short(m.path)
            for m in models()
            if not re.fullmatch(r"select \* from \w+", (m.raw.rstrip().splitlines() or [""])[-1])
        ),
    )


def test_only_import_ctes_read_other_models():
    keep(
        "ref and source stand only in import CTEs: <name> as (select * from {{ ref('…') }} [where …])",
        (short(m.path) for m in models() if len(ANY_READ.findall(m.raw)) != len(IMPORT.findall(m.raw))),
    )


@pytest.mark.parametrize("pattern", ENGINE_ONLY, ids=str)
def test_engine_specific_sql_stays_in_macros_engine(pattern):
    portable = [f for f in files(".sql") if f.is_relative_to(ROOT / "models") or f.is_relative_to(ROOT / "tests")]
    portable += [f for f in files(".sql") if f.parent == ROOT / "macros"]
    keep(
        f"only macros/engine/ knows a dialect; use {ENGINE_ONLY[pattern]}",
        (f"{short(f)}: {hit}" for f in portable for hit in _hits(pattern, f.read_text(encoding="utf-8"))),
    )


def test_business_numbers_stand_in_vars_and_seeds():
    """Free are 0, 1, 2, 12 months, 100 percent, and the sizes inside types, round() and substr()."""
    sized = r"(?i)\b(decimal|numeric|varchar|char|round|substr|substring|left|right|split_part|lpad)\s*"
    nested = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
    number = r"(?<![\w.])(?!(?:0|1|2|12|100)(?:\.0)?\b)\d+(?:\.\d+)?(?!\w)"
    keep(
        "a number with a business meaning is a commented var or a seed's value",
        (f"{short(m.path)}: {hit}" for m in models() for hit in re.findall(number, re.sub(sized + nested, " ", m.sql))),
    )


def _hits(pattern: str, text: str) -> list[str]:
    """Occurrences in the SQL proper: comments, Jinja and quoted text do not count."""
    text = re.sub(r"\{#.*?#\}", " ", text, flags=re.S)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|--[^\n]*|'[^'\n]*'", " ", text, flags=re.S)
    return [match.group(0).strip() for match in re.finditer(pattern, text, flags=re.I)]
