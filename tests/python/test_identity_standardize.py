"""Phones, IBANs, VAT ids, names and dates in SQL, value by value; phonenumbers and python-stdnum as oracles."""

from __future__ import annotations

import csv
import unicodedata
from types import SimpleNamespace

import duckdb
import jinja2
import phonenumbers
import pytest
from stdnum import iban as iban_oracle
from stdnum.de import vat as vat_oracle

from house import ROOT

PHONES = [
    ("030 1234567", "DE"),
    ("030/123 45-67", "DE"),
    ("(030) 1234567", "DE"),
    ("+49 (0)30 1234567", "DE"),
    ("+49 030 1234567", "DE"),
    ("0049 30 1234567", "DE"),
    ("00 49 (0) 171 1234567", "DE"),
    ("0171-1234567", "DE"),
    ("Tel. 0171 / 12 34 567", "DE"),
    ("171 1234567", "DE"),
    ("030 1234567 ext. 12", "DE"),
    ("089 99 88 77 - 0", "DE"),
    ("05251 123456", "DE"),
    ("+43 (0) 1 5134567", "AT"),
    ("01 5134567", "AT"),
    ("0664 1234567", "AT"),
    ("0043 664 1234567", "DE"),
    ("044 668 18 00", "CH"),
    ("+41 (0)79 123 45 67", "DE"),
    ("+39 06 12345678", "DE"),
    ("06 12345678", "IT"),
    ("+33 1 42 68 53 00", "DE"),
    ("0033 (0)1 42 68 53 00", "DE"),
    ("+1 212 555 0100", "DE"),
    ("+44 (0)20 7946 0018", "DE"),
]
IBANS = [
    "DE89370400440532013000",
    "DE88370400440532013000",
    "DE8937040044053201300",
    "AT611904300234573201",
    "AT611904300234573210",
    "CH9300762011623852957",
    "CH9300762011623852975",
    "LI21088100002324013AA",
    "GB29NWBK60161331926819",
    "GB28NWBK60161331926819",
    "NL91ABNA0417164300",
    "NL19ABNA0417164300",
    "FR1420041010050500013M02606",
    "FR1420041010050500013N02606",
    "IT60X0542811101000000123456",
    "MT84MALT011000012345MTLCAST001S",
    "BE68539007547034",
    "LU280019400644750000",
    "PL61109010140000071219812874",
    "XX00",
    "DE",
    "D€89370400440532013000",
    "ES9121000418450200051332",
    "NO9386011117947",
    "NO9386011117974",
]
VAT_IDS = ["DE136695976", "DE136695978", "DE115235681", "DE129274202", "DE129274203", "DE000000000", "DE13669597"]


def iban_lengths() -> dict[str, int]:
    """Length of an IBAN by country, from the seed."""
    with (ROOT / "seeds/countries.csv").open(encoding="utf-8") as file:
        return {row["country"]: int(row["iban_length"]) for row in csv.DictReader(file) if row["iban_length"]}


class _Macros:
    """The identity macros as functions from SQL to SQL, on DuckDB."""

    def __init__(self) -> None:
        rooms = [ROOT / "macros/identity", ROOT / "macros/engine"]
        files = [file for room in rooms for file in sorted(room.glob("*.sql"))]
        text = "".join(file.read_text(encoding="utf-8") for file in files if file.stem != "connected_components")
        text += (ROOT / "macros/letters_and_digits.sql").read_text(encoding="utf-8")
        template = jinja2.Environment(autoescape=False).from_string(text)
        calls = SimpleNamespace(dispatch=lambda name: getattr(self.module, f"default__{name}"))
        self.module = template.make_module(
            {
                "adapter": calls,
                "return": lambda value: value,
                "dbt": SimpleNamespace(type_string=lambda: "varchar"),
            }
        )

    def value(self, name: str, text: str, *arguments: str):
        """What the macro makes of a text."""
        sql = str(getattr(self.module, name)("given", *arguments))
        return duckdb.execute(f"select {sql} from (select ? as given)", [text]).fetchall()[0][0]


@pytest.fixture(scope="module")
def macros() -> _Macros:
    return _Macros()


@pytest.mark.parametrize(("written", "country"), PHONES)
def test_a_phone_number_is_what_phonenumbers_says(macros, written, country):
    oracle = phonenumbers.parse(written, country)
    trunk = {"IT": "cast(null as varchar)"}.get(country, "'0'")
    digits = macros.value("phone_digits", written)
    code = phonenumbers.country_code_for_region(country)
    assert macros.value("standard_phone", digits, f"'{code}'", trunk) == phonenumbers.format_number(
        oracle, phonenumbers.PhoneNumberFormat.E164
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # deliberately not as phonenumbers: spreadsheets lose the plus, and a second number is no part of the first
        ("49 171 1234567", "+491711234567"),
        ("+49 171 1234567 / +49 30 98765", "+491711234567"),
        ("030 1234567 App. 12", "+49301234567"),
        ("030 1234567 (Büro)", "+49301234567"),
    ],
)
def test_a_phone_number_is_read_where_phonenumbers_gives_up(macros, written, expected):
    assert macros.value("standard_phone", macros.value("phone_digits", written), "'49'", "'0'") == expected


@pytest.mark.parametrize("written", IBANS)
def test_an_iban_passes_when_stdnum_lets_it(macros, written):
    digits = macros.value("iban_digits", written)
    passes = digits is not None and macros.value("remainder_of_97", digits) == 1
    has_length = iban_lengths().get(written[:2], len(written)) == len(written)
    assert (passes and has_length) == iban_oracle.is_valid(written, check_country=False)


@pytest.mark.parametrize("written", VAT_IDS)
def test_a_german_vat_id_passes_when_stdnum_lets_it(macros, written):
    assert macros.value("is_valid_vat_id", written) == vat_oracle.is_valid(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("MÜLLER", "mueller"),
        ("Mueller", "mueller"),
        (unicodedata.normalize("NFD", "Müller"), "mueller"),
        ("STRAẞE", "strasse"),
        ("Groß", "gross"),
        ("Renée  d'Aubigné", "renee daubigne"),
        ("Şükrü Çelik-Öztürk", "suekrue celik oeztuerk"),
        ("Nguyễn Thị", "nguyen thi"),
        ("Иван", "иван"),
        ("  ", None),
        ("😀", None),
        ("x" * 10_000, "x" * 10_000),
    ],
)
def test_letters_fold_to_one_form(macros, written, expected):
    assert macros.value("fold_letters", written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1980-05-01", "1980-05-01"),
        ("1980-05-01T00:00:00", "1980-05-01"),
        ("1980-05-01 12:30:00", "1980-05-01"),
        ("01.05.1980", "1980-05-01"),
        ("1.5.1980", "1980-05-01"),
        ("1. 5. 1980", "1980-05-01"),
        ("29.02.1981", None),
        ("1.5.80", None),
        ("80-05-01", None),
        ("05/01/1980", None),
        ("unbekannt", None),
        ("", None),
    ],
)
def test_a_birth_date_is_read_from_iso_or_german_text(macros, written, expected):
    found = macros.value("parse_birth_date", written)
    assert (found and found.isoformat()) == expected
