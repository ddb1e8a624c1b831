"""Plain pages without network: one HTML file each, German with an English switch, numbers as each language has them."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

TEMPLATES = Path(__file__).resolve().parent / "templates"
SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "$"}
MONTHS = (
    ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"),
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
NONE = Markup('<span class="none">–</span>')
Number = int | float | Decimal


def write(path: Path, template: str, **context: object) -> None:
    """Render a template of scripts/templates to `path`, in one step."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"two": two, "tooltip": tooltip, "ceiling": ceiling}
    environment.filters |= {
        "number": number, "money": money, "percent": percent, "day": day, "moment": moment, "month": month,
    }  # fmt: skip
    page = environment.get_template(template).render(**context)
    new = path.with_name(f".{path.name}.new")
    new.write_text(page, encoding="utf-8")
    new.replace(path)


def two(german: object, english: object) -> Markup:
    """A text in both languages, of which the page shows one."""
    de, en = escape(german), escape(english)
    return de if de == en else Markup(f'<span lang="de">{de}</span><span lang="en">{en}</span>')


def tooltip(*words: object) -> Markup:
    """Attributes of what is pointed at: the words in German as its title, in English for the switch to change it to."""
    said = "".join(map(escape, words))
    german, english = (
        re.sub(r"<[^>]+>", "", re.sub(rf'<span lang="{other}">.*?</span>', "", said)) for other in ("en", "de")
    )
    return Markup(f'title="{german}" data-title="{english}"')


def number(value: Number | None, digits: int = 0, sign: bool = False) -> Markup:
    """1234.5 → 1.234,5 and 1,234.5; `sign` also marks a plus, but no zero."""
    if value is None:
        return NONE
    english = f"{value:{'+' if sign and value else ''},.{digits}f}".replace("-", "−")
    return two(_german(english), english)


def money(value: Number | None, currency: str, digits: int = 0) -> Markup:
    """1234.5 → 1.235 € and €1,235."""
    if value is None:
        return NONE
    english = f"{abs(value):,.{digits}f}"
    minus = "−" if round(value, digits) < 0 else ""
    symbol = SYMBOLS.get(currency, f"{currency}\u00a0")
    return two(f"{minus}{_german(english)}\u00a0{symbol.strip()}", f"{minus}{symbol}{english}")


def percent(value: Number | None, digits: int = 1, sign: bool = False) -> Markup:
    """0.623 → 62,3 % and 62.3%."""
    if value is None:
        return NONE
    english = f"{100 * value:{'+' if sign else ''},.{digits}f}".replace("-", "−")
    return two(f"{_german(english)}\u00a0%", f"{english}%")


def day(value: date) -> Markup:
    """30.06.2026 and 30 Jun 2026."""
    return two(f"{value:%d.%m.%Y}", f"{value.day} {MONTHS[1][value.month - 1]} {value.year}")


def moment(value: datetime) -> Markup:
    """30.06.2026, 14:05 Uhr and 30 Jun 2026, 14:05."""
    return day(value) + two(f", {value:%H:%M} Uhr", f", {value:%H:%M}")


def month(value: date) -> Markup:
    """Jun 26, in both languages."""
    return two(*(f"{names[value.month - 1]}\u00a0{value:%y}" for names in MONTHS))


def ceiling(value: Number) -> float:
    """The next round number for the top of a chart: 3187 → 4000."""
    size = 10 ** math.floor(math.log10(value)) if value > 0 else 1
    return next(step * size for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * size >= value)


def _german(english: str) -> str:
    return english.translate(str.maketrans(",.", ".,"))
