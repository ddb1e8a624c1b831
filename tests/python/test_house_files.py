"""House rules: the folders, the documents, the settings and the scripts."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions

from house import ROOT, files, keep, lines, short, yml

TOP = {
    *("README.md", "Makefile", "LICENSE", ".gitignore", ".ci", "docs"),
    *("dbt_project.yml", "profiles.yml", "pyproject.toml", "requirements.in", "requirements.lock"),
    *("models", "seeds", "macros", "tests", "expectations", "scripts"),
}
MAX_BYTES = 1_000_000
TEXT = [f for f in files() if f.suffix not in {".parquet", ".png", ".gz"}]
# Called by name in the Makefile or by another library, never imported.
COMMANDS = {"dbt-duckdb", "ruff", "sqlfluff"}


def test_nothing_else_stands_at_the_top():
    keep("put it in the room it belongs to", (short(f) for f in files() if short(f).split("/")[0] not in TOP))


def test_files_are_small():
    keep("data and builds are not committed", (short(f) for f in files() if f.stat().st_size > MAX_BYTES))


def test_nothing_names_a_machine_or_a_registry():
    place = re.compile(
        r"(?<![\w.}])/(home|root|Users|opt|srv|mnt|work|tmp)/\w|\w:\\\\Users|index-url *=|https?://\S*/simple\b"
    )
    keep(
        "name no path of a machine and no registry host",
        (
            f"{short(f)}:{number}"
            for f in TEXT
            if f.name != "test_house_files.py"
            for number, line in enumerate(lines(f), 1)
            if place.search(line)
        ),
    )


def test_links_lead_somewhere():
    keep(
        "mend the link",
        (
            f"{short(f)}: {link}"
            for f in files(".md")
            for link in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", f.read_text(encoding="utf-8"))
            if not _leads_somewhere(f, link)
        ),
    )


def test_documents_name_commands_and_files_that_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.M))
    code = {
        f: "\n".join(re.findall(r"```.*?```|`[^`\n]+`", f.read_text(encoding="utf-8"), flags=re.S))
        for f in files(".md")
    }
    keep(
        "the document names a make target that is not there",
        (
            f"{short(f)}: make {target}"
            for f, text in code.items()
            for target in re.findall(r"\bmake ([a-z]+)", text)
            if target not in targets
        ),
    )
    keep(
        "the document names a file that is not there",
        (
            f"{short(f)}: {path}"
            for f, text in code.items()
            for path in re.findall(r"\b(?:scripts|macros|models|seeds|docs|tests)/[\w/]+\.\w+", text)
            if not (ROOT / path).exists()
        ),
    )


def test_vars_are_commented_and_used():
    text = (ROOT / "dbt_project.yml").read_text(encoding="utf-8")
    defined = yml(ROOT / "dbt_project.yml")["vars"]
    code = "\n".join(f.read_text(encoding="utf-8") for f in files(".sql", ".py", ".yml") if f.name != "dbt_project.yml")
    read = set(re.findall(r"""\bvar\(\s*['"](\w+)['"]""", code))
    keep(
        "say in a comment behind the var what it means",
        (v for v in defined if not re.search(rf"^  {v}:.*#", text, re.M)),
    )
    keep("nothing reads this var: delete it", (v for v in defined if not re.search(rf"""['"]{v}['"]""", code)))
    keep("define the var in dbt_project.yml", read - set(defined))


def test_scripts_say_what_they_do():
    """A script that can be called shows the call; every module says what it is for."""
    keep(
        "begin the script with a docstring: what it does and, where it can be called, an example call",
        (
            short(f)
            for f in _scripts()
            for text in [f.read_text(encoding="utf-8")]
            for about in [ast.get_docstring(ast.parse(text)) or ""]
            if not about or ("__main__" in text and f"python {short(f)}" not in about)
        ),
    )


def test_libraries_are_the_pinned_ones():
    """What is imported is pinned in requirements.in; what is pinned is used; the lock holds every pin."""
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.in").read_text(), flags=re.M))
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), flags=re.M))
    known = packages_distributions()
    own = {f.stem for f in files(".py")} | {f.parent.name for f in files(".py")}
    imported = {
        distribution.lower().replace("_", "-")
        for f in files(".py")
        for module in _imports(f) - own - set(sys.stdlib_module_names)
        for distribution in known.get(module, [module])[:1]
    }
    imported = {"dbt-core" if name.startswith("dbt-") else name for name in imported}
    keep("pin it in requirements.in, with a comment why, and renew the lock", imported - set(pinned))
    keep("nothing imports it: take it out of requirements.in", set(pinned) - imported - COMMANDS)
    keep("renew requirements.lock", (f"{n}=={v}" for n, v in pinned.items() if locked.get(n) != v))


def _scripts():
    return [f for f in files(".py") if f.is_relative_to(ROOT / "scripts") and f.name != "__init__.py"]


def _imports(file) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def _leads_somewhere(file, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (file.parent / path).resolve() if path else file
    if not target.exists():
        return False
    if not anchor:
        return True
    headings = (line.lstrip("#").strip() for line in lines(target) if line.startswith("#"))
    return anchor in {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}
