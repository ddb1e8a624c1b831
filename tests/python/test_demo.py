"""The demo company: deterministic, whole, true to its own truth, invented, and shaped like a real one."""

import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import duckdb
import numpy as np
import phonenumbers
import pytest
from stdnum import iban
from stdnum.eu import vat

import generate_demo
from demo.chance import read_list
from demo.people import PROVIDERS, Mailboxes, Names, for_address, make_people
from generate_demo import generate
from land import land
from landing_contract import PROJECT, landing_contract

PERSON_ENTITIES = ["shop.customers", "contracts.holders", "broker.clients", "support.requesters", "shop.orders"]


@dataclass
class Demo:
    landing: Path
    raw: duckdb.DuckDBPyConnection
    truth: dict[str, tuple[str, str | None, str]]

    def rows(self, sql: str) -> list[tuple]:
        return self.raw.execute(sql).fetchall()

    def value(self, sql: str) -> float:
        return self.rows(sql)[0][0]


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Demo:
    """A landed company of 2,500, generated in blocks, as a large one is."""
    room = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generate_demo, "BLOCK", 1000)
        generate(room / "landing", 2500, truth=room / "truth.csv")
    land(room / "landing", room / "warehouse")
    raw = duckdb.connect(str(room / "warehouse" / "raw.duckdb"), read_only=True)
    truth = duckdb.sql(f"from read_csv('{room / 'truth.csv'}', all_varchar=true)").fetchall()
    assert len({row[0] for row in truth}) == len(truth)
    people = " union all ".join(
        f"select first_name, last_name, company_name, birth_date, email, phone, street, postal_code, city, "
        f"country, iban, vat_id from raw_{entity}" for entity in PERSON_ENTITIES)  # fmt: skip
    raw.execute(f"create temp view person_blocks as {people}")
    return Demo(room / "landing", raw, {row[0]: row[1:] for row in truth})


def contents(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_same_seed_gives_the_same_bytes(tmp_path):
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        generate(tmp_path / name, 300, seed=seed, truth=tmp_path / f"{name}.csv")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


@pytest.mark.parametrize("customers", [1, 2, 17])
def test_tiny_companies_land(tmp_path, customers):
    generate(tmp_path / "landing", customers, truth=tmp_path / "truth.csv")
    assert land(tmp_path / "landing", tmp_path / "warehouse")


def test_every_entity_is_there_with_every_column(demo):
    for (source, entity), contract in landing_contract().items():
        files = [*demo.landing.glob(f"{source}/{entity}.csv"), *demo.landing.glob(f"{source}/{entity}/*.csv")]
        assert files, f"{source}/{entity}"
        assert demo.value(f"select count(*) from raw_{source}.{entity}") > 0, f"{source}/{entity}"
        encoding = "latin-1" if source == "broker" else "utf-8"
        header = set(re.findall(r"\w+", files[0].read_text(encoding).split("\n")[0]))
        assert {column.name for column in contract.columns} <= header, f"{source}/{entity}"


def test_every_record_is_in_the_truth_once(demo):
    records = {row[0] for row in demo.rows("""
        select 'shop:' || customer_id from raw_shop.customers
        union select 'shop_guest:' || order_id from raw_shop.orders
        where customer_id is null
            and coalesce(email, phone, first_name, last_name, company_name) is not null
        union select 'contracts:' || holder_id from raw_contracts.holders
        union select 'contracts:' || holder_id from raw_contracts.contracts
        union select 'broker:' || broker_id || '/' || client_id from raw_broker.clients
        union select 'broker:' || broker_id || '/' || client_id from raw_broker.contracts
        union select 'shop:' || customer_id from raw_shop.orders where customer_id is not null
        union select 'support:' || requester_id from raw_support.requesters
        union select 'support:' || requester_id from raw_support.tickets where requester_id is not null
        union select 'newsletter:' || left(sha256(email), 16) from raw_newsletter.subscriptions
        where email not in (select lower(email) from person_blocks where email is not null)
    """)}  # fmt: skip
    assert records == set(demo.truth)
    assert {row[2] for row in demo.truth.values()} == {"person", "company"}
    assert len({row[0] for row in demo.truth.values()}) > 2450, "nearly everybody has left a record"


def test_few_rows_of_a_file_are_faulty_and_no_file_is_rejected(demo):
    faults = dict(demo.rows("""
        select deliveries.file_name, count(*) filter (where not is_row_kept)
        from raw_land.quarantine inner join raw_land.deliveries using (delivery_number) group by all
    """))  # fmt: skip
    lines = dict(demo.rows("select file_name, line_count from raw_land.deliveries"))
    assert sum(faults.values()) >= 15
    for file, count in faults.items():
        assert count <= 10 and count < 0.02 * lines[file], file
    reasons = " ".join(row[0] for row in demo.rows("select reason from raw_land.quarantine"))
    for what in ("no date", "no number", "none of", "missing"):
        assert what in reasons
    assert demo.value("select count(*) from raw_land.quarantine where is_row_kept") >= 4
    assert demo.value("select sum(duplicate_line_count) from raw_land.deliveries") == 1
    assert demo.value("select sum(inner_line_break_count) from raw_land.deliveries") > 0
    assert demo.value(
        "select count(*) from raw_land.deliveries where file_name like 'broker/contracts/2025-03-31%'"
    ) == 1, "the file that was sent twice counts once"  # fmt: skip


def test_numbers_are_valid_and_ring_nowhere(demo):
    assert all(iban.is_valid(row[0]) for row in demo.rows("select iban from person_blocks where iban is not null"))
    assert all(vat.is_valid(row[0]) for row in demo.rows("select vat_id from person_blocks where vat_id is not null"))
    phones = demo.rows("select distinct phone, country from person_blocks where phone is not null")
    parsed = [phonenumbers.parse(phone, "DE") for phone, _ in phones]
    assert sum(map(phonenumbers.is_valid_number, parsed)) > 0.99 * len(parsed)
    for number in parsed:
        national = str(number.national_number)
        if number.country_code == 49 and not national.startswith("158"):
            code = next(n for n in sorted(AREA_CODES, key=len, reverse=True) if national.startswith(n + "0"))
            assert national[len(code)] == "0", "no subscriber number begins with 0"


AREA_CODES = {row["area_code"][1:] for row in read_list("places") if row["country"] == "DE"}


def test_addresses_cannot_be_delivered_to(demo):
    domains = Counter(row[0].lower().split("@")[1] for row in demo.rows(
        """select email from person_blocks where email is not null
        union all select email from raw_newsletter.subscriptions"""
    ))  # fmt: skip
    assert all(domain.endswith(".example") for domain in domains)
    assert domains["gmail.example"] > domains["gmx.example"] > domains["yahoo.example"] > 0
    assert sum(domains[provider] for provider in PROVIDERS) > 0.8 * domains.total()


def test_an_address_belongs_to_one_household_or_firm(demo):
    owners: dict[str, set] = {}
    for record, email in demo.rows("select 'shop:' || customer_id, lower(email) from raw_shop.customers"):
        person, household, _ = demo.truth[record]
        owners.setdefault(email, set()).add(household or person)
    shared = [email for email, homes in owners.items() if email and len(homes) > 1]
    assert len(shared) < 0.01 * len(owners), "only a couple's address goes on with one who moved out"


def test_addresses_resemble_their_owners(demo):
    nicknames = {row["first_name"]: row["nickname"] for row in read_list("nicknames")}
    rows = demo.rows("""
        select first_name, last_name, lower(email) from raw_contracts.holders
        where first_name is not null and last_name is not null and email is not null and company_name is null
    """)  # fmt: skip
    alike = 0
    for first, last, email in rows:
        words = [for_address(part) for name in (first, last, nicknames.get(first, first)) for part in name.split("-")]
        alike += any(word[:4] in email.split("@")[0] for word in words)
    assert alike > 0.9 * len(rows)


def test_records_show_what_real_ones_do(demo):
    value = demo.value
    assert value("select count(*) from person_blocks where birth_date = '1900-01-01'") > 0
    assert value("select count(*) from person_blocks where last_name like '%, %' and first_name is null") > 10
    assert value("select count(*) from person_blocks where regexp_matches(last_name, '[äöüß]')") > 50
    assert value("select count(*) from person_blocks where regexp_matches(first_name || last_name, '(ue|oe|ae)')") > 50
    assert (
        value("select count(distinct regexp_extract(company_name, '(GmbH|AG|e\\.K\\.|KG|OHG|UG)$')) from person_blocks")
        > 4
    )
    assert value("select count(*) from raw_contracts.holders where last_name like '%-%'") > 3
    common = [
        row[0] for row in demo.rows("select last_name from person_blocks group by 1 order by count(*) desc limit 8")
    ]
    assert {"Müller", "Schmidt"} <= set(common)
    assert (
        value("select count(distinct postal_code) from person_blocks where length(postal_code) = 4 and country = 'DE'")
        > 0
    )
    own_contacts = """
        select count(*) from raw_broker.clients inner join raw_broker.brokers using (broker_id)
        where clients.email = brokers.email or clients.phone = brokers.phone"""
    assert 0.05 < value(own_contacts) / value("select count(*) from raw_broker.clients") < 0.5
    assert value("""select count(*) from raw_broker.contracts
        where is_own = 'true' and not regexp_full_match(contract_id, '[A-Z]{2}-[0-9]{8}')""") > 100  # fmt: skip


def test_people_live_together_move_and_marry(demo):
    """Read from the truth: what makes identity hard is there, in the records of one person or one home."""
    holders = demo.rows("""
        select 'contracts:' || holder_id, first_name, last_name, street, birth_date from raw_contracts.holders
        union all select 'shop:' || customer_id, first_name, last_name, street, birth_date from raw_shop.customers
        union all select 'broker:' || broker_id || '/' || client_id, first_name, last_name, street, birth_date
        from raw_broker.clients
    """)  # fmt: skip
    by_person: dict[str, list] = {}
    by_home: dict[str, dict] = {}
    for record, *rest in holders:
        person, household, kind = demo.truth[record]
        if kind == "person":
            by_person.setdefault(person, []).append(rest)
            by_home.setdefault(household, {})[person] = rest
    several = [rows for rows in by_person.values() if len(rows) > 1]
    families = [list(home.values()) for home in by_home.values() if len(home) > 1]

    def differ(rows: list, column: int) -> bool:
        return len({row[column] for row in rows if row[column]}) > 1

    assert sum(differ(rows, 1) for rows in several) > 20, "names change or are spelled in two ways"
    assert sum(differ(rows, 2) for rows in several) > 20, "streets change"
    assert sum(not differ(rows, 0) and differ(rows, 3) for rows in families) > 0, "father and son of one name"
    assert sum(differ(rows, 0) and not differ(rows, 1) for rows in families) > 50, "couples share a last name"


def test_households_hold_twins_and_namesakes():
    people, _ = make_people(np.random.default_rng(1), Names(), Mailboxes(), 1, 5000)
    homes: dict[str, list[int]] = {}
    for row in np.flatnonzero(~people.is_firm):
        homes.setdefault(people.household_id[row], []).append(row)
    families = [rows for rows in homes.values() if len(rows) > 1]

    def shared(*columns: str) -> int:
        """Families of which two members agree in all these columns."""
        values = [[tuple(getattr(people, c)[row] for c in columns) for row in rows] for rows in families]
        return sum(len({v for v in some if None not in v}) < sum(None not in v for v in some) for some in values)

    assert shared("birth_day") > 5, "twins"
    assert shared("birth_day", "first_name") == 0, "twins have names of their own"
    assert shared("first_name", "last_name") > 5, "father and son of one name"
    assert shared("email") > 20, "couples with one mailbox"
    assert 0.6 * len(families) < shared("last_name") < len(families), "some couples have two names"
    assert shared("person_id") == shared("mobile_rest") == 0


def test_business_has_every_case(demo):
    def kinds(sql: str) -> set:
        return {row[0] for row in demo.rows(f"select distinct {sql}")}

    assert kinds("status from raw_shop.orders") == {"open", "completed", "cancelled"}
    assert kinds("payment_status from raw_shop.orders") == {"open", "paid", "failed", "cancelled", "refunded"}
    assert {"EUR", "CHF", "NOK"} <= kinds("currency from raw_shop.orders")
    assert "NOK" not in kinds("currency from raw_company.exchange_rates")
    assert kinds("status from raw_contracts.contracts") >= {
        "offer", "active", "suspended", "cancellation_pending", "ended", "void"}  # fmt: skip
    assert kinds("cancelled_by from raw_contracts.contracts") >= {"customer", "company", "death", "other"}
    assert kinds("premium_frequency from raw_contracts.contracts") >= {
        "monthly", "quarterly", "half_yearly", "yearly", "single"}  # fmt: skip
    assert kinds("status from raw_contracts.charges") == {"open", "paid", "failed", "reversed"}
    assert kinds("kind from raw_broker.commissions") == {"acquisition", "renewal", "reversal"}
    assert kinds("delivery_kind from raw_broker.contracts") == {"full", "delta"}
    assert kinds("kind from raw_support.ratings") == {"csat", "nps", "review"}
    assert kinds("event from raw_newsletter.events") == {"sent", "open", "click", "bounce", "unsubscribe"}
    assert kinds("ruling from raw_company.identity_rulings") == {"same", "different"}
    counts = demo.rows("""
        select
            (select count(*) from raw_shop.refunds where order_id is null),
            (select count(*) from raw_shop.orders where customer_id is null and email is null and last_name is null),
            (select count(*) from raw_contracts.contracts where predecessor_contract_id is not null),
            (select count(*) from raw_contracts.contracts where is_technical_cancellation = 'true'),
            (select count(*) from (select contract_id from raw_contracts.contracts group by 1 having count(*) > 2)),
            (select count(distinct contract_id) from raw_contracts.contracts
                where contract_id not in (select contract_id from raw_contracts.charges)),
            (select count(*) from raw_broker.contracts where is_own = 'false'),
            (select count(*) from raw_support.tickets where is_complaint = 'true'),
            (select count(*) from raw_support.comments where ticket_id is null)
    """)[0]  # fmt: skip
    assert min(counts) > 0, counts


def test_portfolios_of_brokers_differ(demo):
    sizes = [row[0] for row in demo.rows("select count(*) from raw_broker.clients group by broker_id order by 1 desc")]
    assert sizes[0] > 5 * sizes[len(sizes) // 2]


def test_scale_keeps_the_shape(demo, tmp_path):
    """Twice the customers, twice the rows; no key twice, in however many blocks."""
    small = generate(tmp_path / "small", 1250)
    large = {f"{s}/{e}": demo.value(f"select count(*) from raw_{s}.{e}") for s, e in landing_contract()}
    for entity in ("shop/orders", "shop/customers", "contracts/contracts", "contracts/charges", "broker/contracts",
                   "support/tickets", "newsletter/events"):  # fmt: skip
        assert 1.5 < large[entity] / small[entity] < 2.7, entity
    for table, key in (("shop.customers", "customer_id"), ("contracts.holders", "holder_id"),
                       ("support.requesters", "requester_id"), ("contracts.charges", "charge_id"),
                       ("broker.clients", "broker_id || client_id"), ("support.tickets", "ticket_id"),
                       ("support.comments", "comment_id"), ("shop.refunds", "refund_id")):  # fmt: skip
        assert demo.value(f"select count(*) - count(distinct {key}) from raw_{table}") == 0, table


def test_what_stands_in_the_way_is_not_deleted(tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "letter.txt").write_text("keep me")
    with pytest.raises(ValueError, match="no landing folder"):
        generate(tmp_path / "own", 10)
    assert (tmp_path / "own" / "letter.txt").exists()
    with pytest.raises(ValueError, match="must not lie inside"):
        generate(tmp_path / "landing", 10, truth=tmp_path / "landing" / "truth.csv")
    with pytest.raises(ValueError, match="at least 1"):
        generate(tmp_path / "landing", 0)


def test_command_line(tmp_path):
    call = [sys.executable, PROJECT / "scripts" / "generate_demo.py", tmp_path / "demo", "--customers", "50"]
    done = subprocess.run([*call, "--truth", tmp_path / "truth.csv"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "27 entities" in done.stdout
    assert (tmp_path / "truth.csv").read_text().startswith('"record_id","person_id","household_id","kind"')
    assert subprocess.run([*call, "--customers", "0"], capture_output=True, check=False).returncode == 2
