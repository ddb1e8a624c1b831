"""What the house rules look at: the parsed project and its files."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from transform import manifest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "bestandskunden"


def keep(rule: str, violations: Iterable[str]) -> None:
    """Fail with the rule, in words that say what to do, and every place that breaks it."""
    found = sorted(set(violations))
    assert not found, f"{rule}\n  " + "\n  ".join(found)


@dataclass(frozen=True)
class Model:
    """One model as written: `layer` is staging, intermediate or marts, `room` the folder inside it."""

    name: str
    path: Path
    node: Any

    @property
    def layer(self) -> str:
        """The folder below models/."""
        return self.path.relative_to(ROOT / "models").parts[0]

    @property
    def room(self) -> str:
        """The folder below the layer: source system in staging, business concern in intermediate."""
        return self.path.parent.name

    @property
    def raw(self) -> str:
        """The file's text."""
        return self.path.read_text(encoding="utf-8")

    @property
    def sql(self) -> str:
        """The statement without comments, Jinja and quoted text."""
        return re.sub(r"--.*|\{\{.*?\}\}|'[^']*'", " ", re.sub(r"\{#.*?#\}", " ", self.raw, flags=re.S), flags=re.M)

    @property
    def parents(self) -> list[Any]:
        """Nodes this model reads: models, seeds, sources."""
        return [_find(unique_id) for unique_id in self.node.depends_on.nodes]


@cache
def models() -> list[Model]:
    """Every model of the project."""
    return [Model(n.name, ROOT / n.original_file_path, n) for n in _nodes("model")]


def seeds() -> list[Any]:
    """Every seed's node."""
    return _nodes("seed")


def sources() -> list[Any]:
    """Every source table's node."""
    return list(manifest().sources.values())


def data_tests() -> list[Any]:
    """Every data test's node, generic and singular."""
    return _nodes("test")


def kind_of(data_test: Any) -> str:
    """The generic test's name; singular for one that is written out."""
    return data_test.test_metadata.name if hasattr(data_test, "test_metadata") else "singular"


def unit_tests() -> list[Any]:
    """Every unit test's node."""
    return list(manifest().unit_tests.values())


def exposures() -> list[Any]:
    """Every exposure's node."""
    return list(manifest().exposures.values())


def macros() -> list[Any]:
    """The project's own macros, generic tests and materializations left out."""
    own = (m for m in manifest().macros.values() if m.package_name == PACKAGE)
    return [m for m in own if not m.name.startswith(("test_", "materialization_"))]


def own_materializations() -> list[str]:
    """Names of the project's own materializations."""
    own = (m.name for m in manifest().macros.values() if m.package_name == PACKAGE)
    return sorted({name.split("_", 1)[1].rsplit("_", 1)[0] for name in own if name.startswith("materialization_")})


def layer(node: Any) -> str:
    """source, seeds, or the folder of a model."""
    if node.resource_type != "model":
        return {"source": "source", "seed": "seeds"}[node.resource_type]
    return Path(node.original_file_path).parts[1]


@cache
def files(*suffixes: str) -> list[Path]:
    """The project's files (what git knows or would add), optionally only those with a suffix."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    found = [ROOT / name for name in listed]
    return [f for f in found if f.is_file() and (not suffixes or f.suffix in suffixes)]


def short(path: Path) -> str:
    """The path as the project says it."""
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> list[str]:
    """The file's lines."""
    return path.read_text(encoding="utf-8").splitlines()


@cache
def yml(path: Path) -> dict[str, Any]:
    """A yml file's content."""
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def _nodes(kind: str) -> list[Any]:
    nodes = (n for n in manifest().nodes.values() if n.package_name == PACKAGE)
    return [n for n in nodes if n.resource_type == kind]


def _find(unique_id: str) -> Any:
    return manifest().nodes.get(unique_id) or manifest().sources[unique_id]
