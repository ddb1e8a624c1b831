"""What sqlfluff's Jinja sees for dbt's own names: text that parses, since the linter runs no dbt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context


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


def var(_name: str, _default: Any = None) -> int:
    """Every var is a constant, not a column."""
    return 1


dbt = _Dbt()
adapter = _Adapter()
