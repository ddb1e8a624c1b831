"""What people write, in one form: value by value; phonenumbers, python-stdnum and a Kölner Phonetik as oracles."""

from __future__ import annotations

import csv
import importlib
import random
import re
import time
import unicodedata
from datetime import date
from types import SimpleNamespace

import duckdb
import jinja2
import phonenumbers
import pytest
import yaml
from stdnum import iban as iban_oracle

from house import ROOT

COLUMNS = [
    *("record_id", "source", "party_type", "salutation", "title", "first_name", "last_name", "company_name"),
    *("birth_date", "email", "phone", "street", "house_number", "postal_code", "city", "country", "iban", "vat_id"),
]
STEPS = [
    *("name_spellings", "name_words", "person_names", "company_names", "birth_dates", "streets", "cities", "emails"),
    *("contact_numbers", "contacts", "source_parties", "standardized_records"),
]
SEEDS = [
    *("name_words", "first_name_variants", "legal_forms", "address_words", "email_words", "countries"),
    "placeholder_birth_dates",
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
# country: python-stdnum's module, the form of its numbers
VAT_IDS = {
    "AT": ("at.uid", "ATU%08d"),
    "BE": ("be.vat", "BE0%09d"),
    "CH": ("ch.uid", "CHE%09d"),
    "DE": ("de.vat", "DE%09d"),
    "DK": ("dk.cvr", "DK%08d"),
    "EE": ("ee.kmkr", "EE%09d"),
    "FI": ("fi.alv", "FI%08d"),
    "HU": ("hu.anum", "HU%08d"),
    "LU": ("lu.tva", "LU%08d"),
    "PL": ("pl.nip", "PL%010d"),
    "SE": ("se.vat", "SE%010d01"),
}


class _Project:
    """The project's own macros and identity models on DuckDB, without dbt."""

    def __init__(self) -> None:
        files = [
            f for f in sorted((ROOT / "macros").rglob("*.sql")) if "{% materialization" not in f.read_text("utf-8")
        ]
        text = "".join(f.read_text(encoding="utf-8") for f in files)
        rules = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]
        self.jinja = jinja2.Environment(autoescape=False)
        self.names = {
            "adapter": SimpleNamespace(dispatch=lambda name: getattr(self.macros, f"default__{name}")),
            "return": lambda value: value,
            "dbt": SimpleNamespace(type_string=lambda: "varchar"),
            "var": rules.get,
            "ref": lambda name: name,
        }
        self.macros = self.jinja.from_string(text).make_module(self.names)
        self.names |= {n: getattr(self.macros, n) for n in re.findall(r"{% macro (\w+)", text)}
        self.database = duckdb.connect()
        for seed in SEEDS:
            types = yaml.safe_load((ROOT / f"seeds/{seed}.yml").read_text(encoding="utf-8"))["seeds"][0]
            texts = types.get("config", {}).get("column_types", {})
            self.database.execute(
                f"create table {seed} as select * from read_csv('{ROOT}/seeds/{seed}.csv', header=true, types={texts})"
            )

    def value(self, expression: str, text: str):
        """What an expression with macros makes of the text `given`."""
        sql = self.jinja.from_string(f"select {expression}").render(self.names)
        return self.database.execute(f"{sql} from (select ? as given)", [text]).fetchall()[0][0]

    def values(self, expression: str, texts: list[str]) -> dict[str, object]:
        """The same for many texts."""
        self.database.execute("create or replace table texts as select unnest(?) as given", [texts])
        sql = self.jinja.from_string(f"select given, {expression} from texts").render(self.names)
        return dict(self.database.execute(sql).fetchall())

    def records(self, rows: list[dict[str, str | None]]) -> list[dict[str, object]]:
        """The rows standardized by the models, in their order."""
        self.load(
            [(f"r{n:06}", "shop", *(row.get(c) for c in COLUMNS[2:])) for n, row in enumerate(rows)],
        )
        self.build()
        found = self.database.execute("select * from int_identity__standardized_records order by record_id")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def read(self, written: str, columns: str, table: list[tuple]) -> list[tuple]:
        """The table as the models fill it: values of the fields `written`, then of `columns`, a date as text."""
        fields, count = written.split(), len(written.split())
        rows = self.records([dict(zip(fields, line[:count], strict=True)) for line in table])
        read = [tuple(str(v) if isinstance(v, date) else v for v in map(row.get, columns.split())) for row in rows]
        return [line[:count] + found for line, found in zip(table, read, strict=True)]

    def load(self, rows: list[tuple]) -> None:
        """Fill the table of records."""
        columns = ", ".join(f"{c} varchar" for c in COLUMNS)
        self.database.execute(f"create or replace table int_identity__records ({columns})")
        marks = ", ".join("?" * len(COLUMNS))
        self.database.executemany(f"insert into int_identity__records values ({marks})", rows)

    def build(self) -> None:
        """Run the models that lead to the standardized records."""
        for step in STEPS:
            sql = (ROOT / f"models/intermediate/identity/int_identity__{step}.sql").read_text(encoding="utf-8")
            sql = self.jinja.from_string(sql).render(self.names)
            self.database.execute(f"create or replace table int_identity__{step} as {sql}")


@pytest.fixture(scope="module")
def project() -> _Project:
    return _Project()


def test_phone_numbers_are_what_phonenumbers_says(project):
    rng = random.Random(5)
    written = {}
    for country, code, kind in [(c, d, k) for c, d in (("DE", 49), ("AT", 43), ("CH", 41)) for k in (0, 1)]:
        example = str(phonenumbers.example_number_for_type(country, kind).national_number)
        for _ in range(12):
            number = example[:4] + "".join(rng.choice("0123456789") for _ in example[4:])
            for form in (
                f"+{code} {number[:3]} {number[3:]}",
                f"00{code}{number}",
                f"+{code} (0){number[:2]}/{number[2:]}",
                f"+{code} 0{number}",
                f"0{number[:3]} {number[3:5]} {number[5:]}",
                f"(0{number[:3]}) {number[3:]}",
                f"0{number[:3]}/{number[3:6]}-{number[6:]}",
                f"Tel.: 0{number[:3]}.{number[3:]}",
                f"0{number[:3]} {number[3:]} ext. 12",
            ):
                written[form, country] = phonenumbers.parse(form, country)
    for form, country in [
        ("171 1234567", "DE"),
        ("00 49 (0) 171 1234567", "DE"),
        ("0043 664 1234567", "DE"),
        ("+39 06 12345678", "DE"),
        ("06 12345678", "IT"),
        ("0033 (0)1 42 68 53 00", "DE"),
        ("+1 212 555 0100", "DE"),
        ("1 212 555 0100", "US"),
        ("+44 (0)20 7946 0018", "DE"),
    ]:
        written[form, country] = phonenumbers.parse(form, country)
    rows = project.records([{"phone": form, "country": country} for form, country in written])
    e164 = phonenumbers.PhoneNumberFormat.E164
    assert {key: row["standard_phone"] for key, row in zip(written, rows, strict=True)} == {
        key: phonenumbers.format_number(number, e164) for key, number in written.items()
    }


def test_a_phone_number_is_read_where_phonenumbers_gives_up(project):
    """Deliberately not as phonenumbers: spreadsheets lose the plus, and a second number is no part of the first."""
    table = [
        ("49 171 1234567", "+491711234567"),
        ("+49 171 1234567 / +49 30 98765", "+491711234567"),
        ("030 1234567 App. 12", "+49301234567"),
        ("030 1234567 (Büro)", "+49301234567"),
        ("110", None),
        ("0", None),
        ("unbekannt", None),
    ]
    assert project.read("phone", "standard_phone", table) == table


def test_an_iban_passes_when_stdnum_lets_it(project):
    table = [(f" {i[:4]} {i[4:].lower()}", i if iban_oracle.is_valid(i, check_country=False) else None) for i in IBANS]
    assert project.read("iban", "standard_iban", table) == table


@pytest.mark.parametrize("country", VAT_IDS)
def test_a_vat_id_passes_when_stdnum_lets_it(project, country):
    module, form = VAT_IDS[country]
    rng = random.Random(country)
    digits = 10 ** int(re.search(r"%0(\d+)d", form).group(1))
    written = sorted({form % rng.randrange(digits) for _ in range(2000)})
    oracle = importlib.import_module(f"stdnum.{module}")
    expected = {v: oracle.is_valid(v) for v in written}
    assert 5 < sum(expected.values()) < len(written) / 5
    assert project.values("{{ is_valid_vat_id('given') }}", written) == expected


def test_a_vat_id_is_read_as_people_write_it(project):
    table = [
        ("DE 136 695 976", "DE136695976"),
        ("USt-IdNr. DE136695976", "DE136695976"),
        ("Umsatzsteuer-Identifikationsnummer DE136695976", "DE136695976"),
        ("VAT No. DE136695976", "DE136695976"),
        ("VAT Reg. No. GB 980780684", "GB980780684"),
        ("UID-Nr. ATU13585627", "ATU13585627"),
        ("UID IE6388047V", "IE6388047V"),
        ("NO 923 609 016 MVA", "NO923609016MVA"),
        ("CHE-107.787.577 MWST", "CHE107787577"),
        ("atu 13585627", "ATU13585627"),
        ("FR 40 303265045", "FR40303265045"),
        ("FR 41 303265045", None),
        ("IT00743110157", "IT00743110157"),
        ("IT00743110158", None),
        ("NL4495445B01", "NL4495445B01"),
        ("DE12345678", None),
        ("ATU1234567", None),
        ("Kleinunternehmer", None),
    ]
    assert project.read("vat_id", "standard_vat_id", table) == table


def test_letters_fold_to_one_form(project):
    expected = {
        "MÜLLER": "mueller",
        "Mueller": "mueller",
        unicodedata.normalize("NFD", "Müller"): "mueller",
        "STRAẞE": "strasse",
        "Renée  d'Aubigné": "renee daubigne",
        "Şükrü Çelik-Öztürk": "suekrue celik oeztuerk",
        "Nguyễn Thị": "nguyen thi",
        "Yılmaz": "yilmaz",
        "Иван": "иван",
        "  ": None,
        "😀": None,
        "x" * 10_000: "x" * 10_000,
    }
    assert project.values("{{ fold_letters('given') }}", list(expected)) == expected


def _cologne(name: str) -> str:
    """Kölner Phonetik letter by letter, as Postel's table says it."""
    name = re.sub("[^a-z]", "", name)
    code = ""
    for i, letter in enumerate(name):
        before, after = name[i - 1 : i], name[i + 1 : i + 2]
        if letter in "aeijouy":
            code += "0"
        elif letter == "p" and after == "h":
            code += "3"
        elif letter in "bp":
            code += "1"
        elif letter in "dt":
            code += "8" if after and after in "csz" else "2"
        elif letter in "fvw":
            code += "3"
        elif letter in "gkq":
            code += "4"
        elif letter == "c":
            hard = "ahkloqrux" if i == 0 else "ahkoqux"
            code += "4" if after and after in hard and not (before and before in "sz") else "8"
        elif letter == "x":
            code += "8" if before and before in "ckq" else "48"
        elif letter != "h":
            code += {"l": "5", "m": "6", "n": "6", "r": "7", "s": "8", "z": "8"}[letter]
    single = re.sub(r"(.)\1+", r"\1", code)
    return single[:1] + single[1:].replace("0", "")


def test_names_sound_as_koelner_phonetik_says(project):
    rng = random.Random(7)
    pieces = [*"abcdefghijklmnopqrstuvwxyz", "sch", "ck", "ph", "tz", "cx", "sc", "chs", "zc", "ds", "c", "x"]
    names = sorted({"".join(rng.choice(pieces) for _ in range(rng.randint(1, 7))) for _ in range(20_000)})
    assert project.values("{{ cologne_code('given') }}", names) == {name: _cologne(name) for name in names}
    published = {
        "muellerluedenscheidt": "65752682",
        "breschnew": "17863",
        "wikipedia": "3412",
        "иван": "",
        "mueller": "657",
    }
    assert project.values("{{ cologne_code('given') }}", list(published)) == published


def test_a_person_is_read_from_the_name_fields(project):
    table = [
        ("Jürgen", "MÜLLER", "juergen", "juergen", "jurgen", "mueller", "mueller"),
        ("Juergen", "Mueller", "juergen", "juergen", "jurgen", "mueller", "mueller"),
        ("Jurgen", "Muller", "jurgen", "jurgen", "jurgen", "muller", "muller"),
        ("Prof. Dr. med. Zoë", "Weiß MBA", "zoe", "zoe", "zo", "weiss", "weiss"),
        ("Dr.phil. René", "O'Connor", "rene", "rene", "rene", "oconnor", "oconnor"),
        ("Phil", "Łukasz", "phil", "phil", "philipp", "lukasz", "lukasz"),
        ("Frau Anna", "Smith, Jr.", "anna", "anna", "anna", "smith", "smith"),
        ("Hannes", "v. d. Heide", "hannes", "hannes", "johannes", "v d heide", "heide"),
        ("Hans-Peter", "von der Heide", "hans peter", "hans", "johannes", "von der heide", "heide"),
        ("Anna", "Le", "anna", "anna", "anna", "le", "le"),
        (None, "Müller, Hans", "hans", "hans", "johannes", "mueller", "mueller"),
        ("Müller, Hans", None, "hans", "hans", "johannes", "mueller", "mueller"),
        (None, "Müller, Dr. Hans-Peter", "hans peter", "hans", "johannes", "mueller", "mueller"),
        (None, "von der Heide, Hans", "hans", "hans", "johannes", "von der heide", "heide"),
        (None, "Hans Müller", "hans", "hans", "johannes", "mueller", "mueller"),
        ("Müller Hans", None, "hans", "hans", "johannes", "mueller", "mueller"),
        ("Hans", "Müller, Hans", "hans", "hans", "johannes", "mueller", "mueller"),
        (None, "Hans-Müller", None, None, None, "hans mueller", "hans mueller"),
        ("Dr.", "😀", None, None, None, None, None),
        ("Анна", "M", "анна", "анна", "анна", "m", "m"),
        (None, ",", None, None, None, None, None),
        (None, "y" * 10_000, None, None, None, "y" * 10_000, "y" * 10_000),
        ("Hans", "Adler", "hans", "hans", "johannes", "adler", "adler"),
        ("Hans", "Müller", "hans", "hans", "johannes", "mueller", "mueller"),
        ("Peter", "Müller", "peter", "peter", "peter", "mueller", "mueller"),
    ]
    assert (
        project.read(
            "first_name last_name",
            "standard_first_name name_first name_first_group standard_last_name name_last",
            table,
        )
        == table
    )


def test_a_double_name_has_a_head_and_a_tail(project):
    table = [
        ("Anna", "Müller-Schmidt", "mueller", "schmidt"),
        ("Anna", "Müller - Schmidt", "mueller", "schmidt"),
        ("Anna", "Müller geb. Schmidt", "mueller", "schmidt"),
        ("Anna", "Müller, geb. Schmidt", "mueller", "schmidt"),
        ("Anna", "von Müller-zu Schmidt", "mueller", "schmidt"),
        ("Anna", "von Müller", None, None),
    ]
    assert project.read("first_name last_name", "name_last_head name_last_tail", table) == table


def test_a_company_is_read_without_its_legal_form(project):
    table = [
        ("Bäckerei Köhler GmbH & Co. KG", "baeckerei koehler", "baeckerei koehler"),
        ("KÖHLER BÄCKEREI", "koehler baeckerei", "baeckerei koehler"),
        ("Firma Müller und Söhne G.m.b.H.", "mueller soehne", "mueller soehne"),
        ("Müller & Söhne mbH", "mueller soehne", "mueller soehne"),
        ("Weber GmbH Niederlassung Köln", "weber niederlassung koeln", "niederlassung weber"),
        ("Adler e. V.", "adler", "adler"),
        ("AUTOHAUS ADLER G.M.B", "autohaus adler", "adler autohaus"),
        ("Müller UG (haftungsbeschränkt)", "mueller", "mueller"),
        ("Müller Unternehmergesellschaft (haftungsbeschränkt) i. G.", "mueller", "mueller"),
        ("Müller & Schmidt PartG mbB", "mueller schmidt", "mueller schmidt"),
        ("Adler e.U.", "adler", "adler"),
        ("Adler S.à r.l.", "adler", "adler"),
        ("AG", "ag", "ag"),
        ("😀", None, None),
    ]
    assert project.read("company_name", "standard_company_name company_key", table) == table


def test_a_street_is_read_with_its_number(project):
    table = [
        ("Hauptstr. 12 a", "hauptstr", "12a"),
        ("HAUPTSTRASSE 12-14", "hauptstr", "12"),
        ("Haupt-Str. 12", "hauptstr", "12"),
        ("Haupt Straße, Nr. 12", "hauptstr", "12"),
        ("Hauptstr. 5 1/2", "hauptstr", "5"),
        ("Hauptstr. 12, 3. OG links", "hauptstr", "12"),
        ("Hauptstraße", "hauptstr", None),
        ("Straße des 17. Juni 135", "str des 17 juni", "135"),
        ("Straße des 17. Juni", "str des 17 juni", None),
        ("Marktpl. 3", "marktpl", "3"),
        ("Marktplatz 3", "marktpl", "3"),
        ("Bgm.-Müller-Straße", "bgm muellerstr", None),
        ("Bürgermeister-Mueller-Str.", "bgm muellerstr", None),
        ("Schloßallee12", "schlossallee", "12"),
        ("Q7, 24", "q7", "24"),
        ("12 Main Street", "main st", "12"),
        ("12a Main St.", "main st", "12a"),
        ("3/12 Wallaby Place", "wallabypl", "12"),
        ("Wallaby Pl", "wallabypl", None),
        ("Flat 2, 10 Downing Street", "downing st", "10"),
        ("5th Avenue", "5th av", None),
        ("ul. Długa 5", "ul dluga", "5"),
        ("Ленина 5", "ленина", "5"),
        ("😀", None, None),
        ("|", None, None),
    ]
    assert project.read("street", "standard_street standard_house_number", table) == table


def test_a_house_number_is_number_and_letter(project):
    table = [
        ("12", "12"),
        ("12 A", "12a"),
        ("12a", "12a"),
        ("12-14", "12"),
        ("12-a", "12a"),
        ("12/A", "12a"),
        ("12 / 3. OG", "12"),
        ("Nr. 012", "12"),
        ("12.0", "12"),
        ("12 bis", "12"),
        ("12 B-C", "12b"),
        ("a", None),
        ("9" * 10_000, "9" * 10_000),
    ]
    assert project.read("house_number", "standard_house_number", table) == table


def test_a_postal_code_is_read_by_its_country(project):
    table = [
        ("4103", "DE", "04103", "DE"),
        ("4103", None, "04103", None),
        ("04103.0", "Deutschland", "04103", "DE"),
        ("D-04103", None, "04103", "DE"),
        ("DE 04103", None, "04103", "DE"),
        ("1010", "AT", "1010", "AT"),
        ("A-1010", None, "1010", "AT"),
        ("8001", "Schweiz", "8001", "CH"),
        ("2135", "AU", "2135", "AU"),
        ("SW1A 1AA", "GB", "SW1A1AA", "GB"),
        ("sw1a1aa", None, "SW1A1AA", None),
        ("12345-6789", "US", "12345", "US"),
        ("1234 AB", "NL", "1234AB", "NL"),
        ("00-950", "PL", "00950", "PL"),
        ("-", "Atlantis", None, None),
    ]
    assert project.read("postal_code country", "standard_postal_code country_code", table) == table


def test_a_city_is_read_without_addition_or_district(project):
    table = [
        ("Frankfurt am Main", "frankfurt"),
        ("Frankfurt a.M.", "frankfurt"),
        ("FRANKFURT/MAIN", "frankfurt"),
        ("Frankfurt (Main)", "frankfurt"),
        ("Halle a.d. Saale", "halle"),
        ("Berlin-Mitte", "berlin"),
        ("Berlin Mitte", "berlin"),
        ("Baden-Baden", "baden baden"),
        ("BADEN-BADEN", "baden baden"),
        ("Bad Homburg v.d.H.", "bad homburg"),
        ("St. Augustin", "sankt augustin"),
        ("München OT Pasing", "muenchen"),
        ("04103 Leipzig", "leipzig"),
        ("Am Mellensee", "am mellensee"),
        ("Hansestadt Bremen", "bremen"),
        ("winston hills", "winston hills"),
        ("😀", None),
        ("Berlin", "berlin"),
        ("Berlin", "berlin"),
        ("Baden", "baden"),
        ("München", "muenchen"),
        ("München", "muenchen"),
    ]
    assert project.read("city", "standard_city", table) == table


def test_a_postal_code_inside_the_city_is_found(project):
    rows = project.records([{"city": "04103 Leipzig"}, {"city": "1010 Wien", "postal_code": "1020", "country": "AT"}])
    assert [row["standard_postal_code"] for row in rows] == ["04103", "1020"]


def test_an_email_address_is_read_with_its_parts(project):
    table = [
        ("Anna.Mueller84@GMX.de", "anna.mueller84@gmx.de", "anna.mueller84", "anna mueller", "gmx.de"),
        (" Anna Müller <Anna@X.de> ", "anna@x.de", "anna", "anna", "x.de"),
        ("mailto:anna@x.de;", "anna@x.de", "anna", "anna", "x.de"),
        ("anna@x.de; bert@y.de", "anna@x.de", "anna", "anna", "x.de"),
        ("anna@x.de, bert@y.de", "anna@x.de", "anna", "anna", "x.de"),
        ("Müller, Anna <anna@x.de>", "anna@x.de", "anna", "anna", "x.de"),
        ("anna @ gmx.de", "anna@gmx.de", "anna", "anna", "gmx.de"),
        ("a.n.n.a+shop@gmail.com", "anna@gmail.com", "anna", "a n n a", "gmail.com"),
        ("anna@googlemail.com", "anna@gmail.com", "anna", "anna", "gmail.com"),
        ("anna+shop@outlook.com", "anna@outlook.com", "anna", "anna", "outlook.com"),
        ("anna+shop@firma.de", "anna+shop@firma.de", "anna", "anna", "firma.de"),
        ("anna@gmial.com", "anna@gmial.com", "anna", "anna", "gmail.com"),
        ("+tag@gmail.com", "+tag@gmail.com", "+tag", "tag", "gmail.com"),
        ("12345@web.de", "12345@web.de", "12345", None, "web.de"),
        ("anna(at)x.de", None, None, None, None),
        ("anna@@x.de", None, None, None, None),
        ("anna@x", None, None, None, None),
        ("-", None, None, None, None),
        ("x" * 10_000, None, None, None, None),
    ]
    assert project.read("email", "standard_email email_local email_name email_domain", table) == table


def test_a_role_is_no_person(project):
    rows = project.records([{"email": e} for e in ("info@x.de", "Info24@x.de", "keine@keine.de", "inge@x.de", None)])
    assert [row["is_role_email"] for row in rows] == [True, True, True, False, False]


def test_a_birth_date_is_read(project):
    table = [
        ("1980-05-01", "1980-05-01"),
        ("1980-05-01T00:00:00", "1980-05-01"),
        ("1980-05-01 12:30:00", "1980-05-01"),
        ("1980/5/1", "1980-05-01"),
        ("01.05.1980", "1980-05-01"),
        ("1. 5. 1980", "1980-05-01"),
        ("26.5.1980", "1980-05-26"),
        ("01-05-1980", "1980-05-01"),
        ("19800501", "1980-05-01"),
        ("19802505", "1980-05-25"),
        ("01051980", "1980-05-01"),
        ("20122012", "2012-12-20"),
        ("20121210", "2012-12-10"),
        ("1980-25-05", "1980-05-25"),
        ("05.25.1980", "1980-05-25"),
        ("1.5.80", "1980-05-01"),
        ("1.5.04", "2004-05-01"),
        ("1.5.20", None),
        ("1850-01-01", "1850-01-01"),
        ("29.02.1981", None),
        ("00.00.0000", None),
        ("01.01.1900", None),
        ("2090-01-01", None),
        ("1980", None),
        ("unbekannt", None),
        ("1" * 10_000, None),
    ]
    assert project.read("birth_date", "standard_birth_date", table) == table


@pytest.mark.parametrize(("clear", "expected"), [("05/25/1980", "1980-05-06"), ("25/05/1980", "1980-06-05")])
def test_a_doubtful_date_is_read_as_its_sources_clear_ones(project, clear, expected):
    rows = project.records([{"birth_date": d} for d in ("05/06/1980", clear, "7.8.1980")])
    assert [row["standard_birth_date"].isoformat() for row in rows] == [expected, "1980-05-25", "1980-08-07"]


def test_whatever_stands_in_the_fields_each_record_stays_one_row(project):
    """Empty, odd and huge fields, the same in all columns at once; time grows with the text, not with its square."""
    odd = [
        None,
        "",
        " ",
        ",",
        "|",
        "😀",
        "Иван",
        "a",
        "'",
        '"',
        "\\",
        "%",
        "\n",
        "\x00",
        "0",
        "a b " * 2500,
        "9" * 10_000,
    ]
    rows = [(f"r{n}", "shop", None, *[text] * (len(COLUMNS) - 3)) for n, text in enumerate(odd)]
    project.load(rows)
    started = time.perf_counter()
    project.build()
    assert time.perf_counter() - started < 10
    kept = project.database.execute("select record_id from int_identity__standardized_records order by 1").fetchall()
    assert kept == sorted((row[0],) for row in rows)


def test_seeds_hold_words_as_they_are_looked_up():
    """A word that fold_letters would change is never found."""
    for seed, column in [("name_words", "word"), ("first_name_variants", "variant"), ("legal_forms", "word"),
                         ("address_words", "word")]:  # fmt: skip
        with (ROOT / f"seeds/{seed}.csv").open(encoding="utf-8") as file:
            words = [row[column] for row in csv.DictReader(file)]
        assert [w for w in words if not re.fullmatch("[a-z]+", w)] == [], seed


def test_a_first_name_variant_leads_to_a_name_that_is_none_itself():
    with (ROOT / "seeds/first_name_variants.csv").open(encoding="utf-8") as file:
        names = {row["variant"]: row["first_name"] for row in csv.DictReader(file)}
    assert {n for n in names.values() if n in names} == set()
