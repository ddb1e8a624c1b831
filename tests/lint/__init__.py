"""What sqlfluff's Jinja sees for dbt's own names: text that parses, since the linter runs no dbt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from jinja2 import pass_context
from jinja2.runtime import Context

PROJECT = Path(__file__).resolve().parents[2]
VARS = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]


class _Dbt:
    """dbt's cross-database macros: a type for type_…, a select for a spine, else a call of the same name."""

    def __getattr__(self, name: str) -> Callable[..., str]:
        if name.startswith("type_"):
            return lambda *_: "varchar"
        if name == "date_spine":
            return lambda *_, **__: "select 1 as date_day"
        return _call(name)


class _Adapter:
    """Macros in macros/engine/ dispatch by engine: the linter reads the default one."""

    @pass_context
    def dispatch(self, context: Context, name: str, *_: Any) -> Callable[..., str]:
        return context.resolve(f"default__{name}")


def _call(name: str) -> Callable[..., str]:
    return lambda *words, **named: f"{name}({', '.join(map(str, (*words, *named.values())))})"


def var(name: str, default: Any = None) -> Any:
    """A var's default value."""
    return VARS.get(name, default)


dbt = _Dbt()
adapter = _Adapter()
