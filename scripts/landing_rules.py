"""What makes a delivered value usable: one SQL expression per column, from text as delivered to canonical text.

Canonical: ISO dates, timestamps in business time, decimal point, true/false, codes as the contract lists them.
An expression is null where the value cannot be used; `reason` then says why, without naming the value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from landing_contract import Column
from landing_settings import Layout

EARLIEST = "1900-01-01"
DATE = r"\d{4}-\d{2}-\d{2}"
CLOCK = r"[ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?"
ZONE = r" ?(Z|UTC|[+-]\d{2}(:?\d{2})?)"
RECORD = r"(shop|shop_guest|contracts|broker|support|newsletter):\S.*"
YES, NO = ("true", "t", "1", "yes", "y", "ja", "wahr"), ("false", "f", "0", "no", "n", "nein", "falsch")
# Digits, with thousands in groups of three. Where nobody said what a comma means, 1,234 alone is no number.
NUMBERS = {
    "english": r"[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?",
    "german": r"[+-]?(\d+|\d{1,3}(\.\d{3})+)?(,\d+)?",
    None: r"[+-]?(\d*(\.\d+)?|\d{1,3}(,\d{3})+\.\d+|\d{1,3}(,\d{3}){2,})",
}
MEANING = {
    "boolean": "is neither true nor false",
    "integer": "is no whole number",
    "decimal": "is no number",
    "currency": "is no currency code of three letters",
    "country": "is no country code of two letters",
    "record": "is no record such as shop:4711",
    "date": "is no date (YYYY-MM-DD, from 1900 on)",
    "timestamp": "is no date and time (YYYY-MM-DD HH:MM:SS, from 1900 on)",
    "month": "is no month (YYYY-MM, from 1900 on)",
}


@dataclass(frozen=True)
class Rules:
    """Writes the expressions of one file. `landed_at` is business time."""

    layout: Layout
    business_timezone: str
    landed_at: datetime

    def delivered(self, column: Column, kind: str, is_numeric: bool) -> str:
        """The value as delivered, as text, null when empty."""
        text = quoted(column.name)
        if kind == "double":  # DuckDB writes very large and small ones with an exponent
            text = f"case when contains({text}::varchar, 'e') then printf('%.10f', {text}) else {text}::varchar end"
        elif kind != "string":
            text = f"cast({text} as varchar)"
        if is_numeric and self.layout.decimals == "german":
            text = f"replace({text}, '.', ',')"
        return f"nullif({text}, '')"

    def readable(self, column: Column, value: str) -> str:
        """The canonical text of a delivered value; null where it is not of the column's type."""
        match column.type:
            case "code":
                return f"case when lower({value}) in {_list(column.codes)} then lower({value}) end"
            case "currency" | "country":
                letters = 3 if column.type == "currency" else 2
                return f"case when {_matches(value, f'[A-Za-z]{{{letters}}}')} then upper({value}) end"
            case "record":
                return f"case when {_matches(value, RECORD)} then {value} end"
            case "boolean":
                return (
                    f"case when lower({value}) in {_list(YES)} then 'true'"
                    f" when lower({value}) in {_list(NO)} then 'false' end"
                )
            case "integer":
                number = self._number(value)
                whole = f"try_cast({number} as integer)"
                return f"case when try_cast({number} as double) = {whole} then {whole}::varchar end"
            case "decimal":
                number = self._number(value)
                return (
                    f"case when try_cast({number} as decimal(18, {18 - column.digits})) is not null then {number} end"
                )
            case "date":
                return f"cast({self._date(value)} as varchar)"
            case "timestamp":
                return f"cast({self._timestamp(value)} as varchar)"
            case "month":
                day = f"case when length({value}) = 7 then {value} || '-01' else {value} end"
                return f"cast(date_trunc('month', {self._date(f'({day})')})::date as varchar)"
            case _:
                return value

    def within_limits(self, column: Column, text: str) -> str:
        """The canonical text; null where it breaks a limit of the column. Empty when the column has none."""
        conditions = " and ".join(condition for condition, _ in self._limits(column, text))
        return f"case when {conditions} then {text} end" if conditions else ""

    def reason(self, column: Column, value: str) -> str:
        """Why a value that is not usable is not: the readable part of the column's rule that it breaks."""
        text = self.readable(column, value)
        broken = [f"when not {condition} then {literal(why)}" for condition, why in self._limits(column, text)]
        if column.type == "code":
            meaning = f"is none of {', '.join(column.codes)}"
        elif column.type == "decimal" and self.layout.decimals == "german":
            meaning = "is no number with a decimal comma"
        else:
            meaning = MEANING.get(column.type, "cannot be used")
        whens = " ".join(
            [f"when {value} is null then 'is missing'", f"when {text} is null then {literal(meaning)}", *broken]
        )
        return f"{literal(column.name + ' ')} || case {whens} end || '.'"

    def _limits(self, column: Column, text: str) -> list[tuple[str, str]]:
        """Conditions on the canonical text, each with what is wrong when it does not hold."""
        limits = []
        if column.type in ("date", "timestamp", "month"):
            limits.append((f"{text} >= '{EARLIEST}'", MEANING[column.type]))
        if column.is_past:
            now = self.landed_at.isoformat(sep=" ")
            limits.append(
                (f"{text} <= {literal(now[:10] if column.type == 'date' else now)}", "lies after the landing")
            )
        for bound, sign, why in (
            (column.minimum, ">=", "is below"), (column.above, ">", "is not above"), (column.maximum, "<=", "is above"),
        ):  # fmt: skip
            if bound is not None:
                limits.append((f"{text}::decimal(38, 10) {sign} {bound}", f"{why} {bound}"))
        return limits

    def _number(self, value: str) -> str:
        """Digits with a decimal point, or null."""
        pattern = NUMBERS[self.layout.decimals]
        plain = f"replace({value}, ',', '')"
        if self.layout.decimals == "german":
            plain = f"replace(replace({value}, '.', ''), ',', '.')"
        return f"case when {_matches(value, pattern)} then ltrim({plain}, '+') end"

    def _date(self, value: str) -> str:
        day = f"when length({value}) = 10 and {_matches(value, DATE)} then try_cast({value} as date)"
        return f"(case {day} when length({value}) > 10 then cast({self._timestamp(value)} as date) end)"

    def _timestamp(self, value: str) -> str:
        """Business time: a time with a zone is converted, one without is in the source's zone; a bare day stays."""
        local = f"try_cast({value} as timestamp)"
        if self.layout.timezone != self.business_timezone:
            zoned = f"timezone({literal(self.layout.timezone)}, {local})"
            local = f"timezone({literal(self.business_timezone)}, {zoned})"
        absolute = f"timezone({literal(self.business_timezone)}, try_cast({value} as timestamptz))"
        return (
            f"(case when {_matches(value, DATE + CLOCK)} then {local}"
            f" when {_matches(value, DATE)} then try_cast({value} as timestamp)"
            f" when {_matches(value, DATE + CLOCK + ZONE)} then {absolute} end)"
        )


def literal(text: str) -> str:
    """Text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _matches(value: str, pattern: str) -> str:
    return f"regexp_full_match({value}, {literal(pattern)})"


def _list(words: tuple[str, ...]) -> str:
    return f"({', '.join(map(literal, words))})"
