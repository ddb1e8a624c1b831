"""How a source writes a person down: which fields it asks for, how fresh they are, and its slips."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from demo.chance import NEVER, Column, Rng, empty, hit, keep, mapped, pick
from demo.people import Addresses, People

COLUMNS = [
    "party_type",
    "salutation",
    "title",
    "first_name",
    "last_name",
    "company_name",
    "birth_date",
    "email",
    "phone",
    "street",
    "house_number",
    "postal_code",
    "city",
    "country",
    "iban",
    "vat_id",
]
ADDRESS_SHARES = {"street": 0.99, "house_number": 0.98, "postal_code": 0.985, "city": 0.99, "country": 0.93}


@dataclass(frozen=True)
class Habits:
    """Shares of records: fields that are given, and slips that happen in a source."""

    party_type: float = 0.8
    salutation: float = 0.8
    first_name: float = 0.99
    birth_date: float = 0.0
    email: float = 0.9
    phone: float = 0.5
    landline: float = 0.25  # of the phones given
    address: float = 0.95
    iban: float = 0.0
    vat_id: float = 0.5
    contact: float = 0.7  # firms: the contact person's name is given
    stale: float = 0.15  # what is written is up to three years old
    nickname: float = 0.03
    typo: float = 0.02  # per name, street, city
    folded: float = 0.08  # Mueller for Müller
    stripped: float = 0.02  # Muller
    upper: float = 0.0
    one_field: float = 0.0  # "Nachname, Vorname" in last_name
    initial: float = 0.0
    switched: float = 0.0  # first and last name in each other's field
    placeholder_birth: float = 0.0
    loose_birth: float = 0.0  # swapped day and month, German dates
    lost_zero: float = 0.0  # 1067 for 01067


SHOP = Habits(birth_date=0.12, phone=0.5, stale=0.1, nickname=0.04, folded=0.1, switched=0.008, upper=0.01)
GUEST = Habits(
    party_type=0.3,
    salutation=0.5,
    birth_date=0,
    email=0.92,
    phone=0.3,
    folded=0.12,
    nickname=0.05,
    typo=0.03,
    switched=0.01,
    stale=0.03,
)
CONTRACTS = Habits(
    party_type=1,
    salutation=0.95,
    birth_date=0.97,
    email=0.62,
    phone=0.65,
    landline=0.4,
    address=0.99,
    iban=0.85,
    vat_id=0.9,
    stale=0.06,
    nickname=0.003,
    typo=0.008,
    folded=0.02,
    placeholder_birth=0.004,
    loose_birth=0.004,
)
BROKER = Habits(
    party_type=0.5,
    salutation=0.6,
    first_name=0.97,
    birth_date=0.85,
    email=0.5,
    phone=0.7,
    landline=0.45,
    address=0.92,
    iban=0.4,
    vat_id=0.4,
    stale=0.25,
    nickname=0.03,
    typo=0.035,
    folded=0.12,
    stripped=0.03,
    upper=0.05,
    one_field=0.05,
    initial=0.03,
    placeholder_birth=0.03,
    loose_birth=0.06,
    lost_zero=0.3,
)
SUPPORT = Habits(
    party_type=0.3,
    salutation=0.6,
    first_name=0.9,
    birth_date=0.03,
    email=0.78,
    phone=0.55,
    address=0.15,
    vat_id=0.1,
    stale=0.1,
    nickname=0.08,
    typo=0.03,
    folded=0.1,
    stripped=0.03,
    one_field=0.06,
    initial=0.05,
    switched=0.01,
)


def person_block(
    rng: Rng, people: People, addresses: Addresses, rows: Column, when: Column, habits: Habits
) -> dict[str, Column]:
    """The person block of one record per row of `rows`, as known on the day `when`."""
    count = len(rows)

    def of(name: str) -> Column:
        return getattr(people, name)[rows]

    told = when - np.where(hit(rng, count, habits.stale), rng.integers(0, 1100, count), 0)
    firm = of("is_firm")
    last = np.where(told < of("married_on"), of("former_name"), of("last_name"))
    first = keep(rng, of("first_name"), habits.first_name)
    named = ~firm | hit(rng, count, habits.contact)
    nick = hit(rng, count, habits.nickname) & (of("nickname") != None)  # noqa: E711
    first = np.where(nick, of("nickname"), first)
    home = np.where(told < of("moved_on"), of("former_home"), of("home"))
    other = hit(rng, count, 0.06)
    email = np.where((told < of("changed_email_on")) ^ other, of("former_email"), of("email"))
    lives = hit(rng, count, habits.address)
    place = {
        name: keep_where(getattr(addresses, name)[home], lives & hit(rng, count, share))
        for name, share in ADDRESS_SHARES.items()
    }
    block = {
        "party_type": keep(rng, of("kind"), habits.party_type),
        "salutation": np.where(
            named & hit(rng, count, habits.salutation), np.where(of("is_female"), "Frau", "Herr"), None
        ),
        "title": keep(rng, of("title"), 0.8),
        "first_name": np.where(named, first, None),
        "last_name": np.where(named, last, None),
        "company_name": of("company_name"),
        "birth_date": _birth(rng, of("birth_day"), habits),
        "email": _email(rng, keep(rng, email, habits.email)),
        "phone": _phone(rng, people, addresses, rows, home, habits),
        **place,
        "iban": _iban(rng, keep(rng, of("iban"), habits.iban)),
        "vat_id": keep(rng, of("vat_id"), habits.vat_id),
    }
    _slip(rng, block, habits)
    return {name: block[name] for name in COLUMNS}


def keep_where(column: Column, known: Column) -> Column:
    """The column, empty where not `known`."""
    return np.where(known, column, None)


def _birth(rng: Rng, days: Column, habits: Habits) -> Column:
    count = len(days)
    text = days.astype("datetime64[D]").astype(str).astype(object)
    draw = rng.random(count)
    text = np.where(draw < habits.placeholder_birth, "1900-01-01", text)
    draw -= habits.placeholder_birth
    year, month, in_month = (mapped(text, lambda t, a=a, b=b: t[a:b]) for a, b in ((0, 4), (5, 7), (8, 10)))
    loose = (draw >= 0) & (draw < habits.loose_birth)
    swapped = loose & (in_month < "13") & (draw < habits.loose_birth * 0.4)
    text = np.where(
        swapped,
        year + "-" + in_month + "-" + month,
        np.where(loose, in_month + "." + month + "." + year, text),
    )
    return np.where((days >= NEVER) | ~hit(rng, count, habits.birth_date), None, text)


def _email(rng: Rng, email: Column) -> Column:
    count = len(email)
    known = email != None  # noqa: E711
    _change(email, known & hit(rng, count, 0.03), lambda t: t[0].upper() + t[1:])
    _change(email, known & hit(rng, count, 0.008), lambda t: t.replace("@", "+shop@"))
    _change(
        email,
        known & hit(rng, count, 0.006),
        lambda t: t.replace("gmail.", "gmial.").replace("web.ex", "wbe.ex").replace("gmx.", "gxm."),
    )
    return email


def _iban(rng: Rng, numbers: Column) -> Column:
    known = numbers != None  # noqa: E711
    _change(
        numbers,
        known & hit(rng, len(numbers), 0.4),
        lambda t: " ".join(t[i : i + 4] for i in range(0, 22, 4)),
    )
    _change(numbers, known & hit(rng, len(numbers), 0.03), str.lower)
    return numbers


def _phone(rng: Rng, people: People, addresses: Addresses, rows: Column, home: Column, habits: Habits) -> Column:
    count = len(rows)
    has_line, has_mobile = people.has_landline[rows], people.has_mobile[rows]
    line = has_line & (hit(rng, count, habits.landline) | ~has_mobile | people.is_firm[rows])
    code = np.where(line, addresses.area_code[home], people.mobile_prefix[rows])
    rest = np.where(line, addresses.line[home], people.mobile_rest[rows])
    land = np.where(line, addresses.country[home], "DE")
    prefix = np.where(land == "AT", "43", np.where(land == "CH", "41", "49"))
    bare = mapped(code, lambda t: t[1:])
    forms = [
        code + " " + rest,
        code + "/" + rest,
        code + rest,
        "+" + prefix + " " + bare + " " + rest,
        "00" + prefix + bare + rest,
        "+" + prefix + " (0)" + bare + " " + rest,
        "(" + code + ") " + rest,
        "+" + prefix + bare + rest,
    ]
    style = pick(rng, np.arange(len(forms)), count, [26, 14, 18, 18, 5, 5, 4, 10])
    # a national number is only enough at home
    style = np.where((prefix != "49") & np.isin(style, (0, 1, 2, 6)), 7, style)
    known = (has_line | has_mobile) & hit(rng, count, habits.phone)
    return np.where(known, np.choose(style, forms), None)


def misspell(text: str, draw: int) -> str:
    """One slip of the finger, chosen by `draw`."""
    if len(text) < 4:
        return text
    at, way = 1 + draw // 8 % (len(text) - 2), draw % 4
    if way == 0:
        return text[:at] + text[at + 1 :]
    if way == 1:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if way == 2:
        return text[:at] + text[at] + text[at:]
    return text[:at] + "etaoinrsldu"[draw // 64 % 11] + text[at + 1 :]


def _change(column: Column, where: Column, change: Callable[[str], str]) -> None:
    """Change the known texts of some rows in place."""
    for i in np.flatnonzero(where):
        if column[i] is not None:
            column[i] = change(column[i])


def folded(text: str) -> str:
    """Mueller for Müller."""
    for umlaut, plain in zip("äöüßÄÖÜ", ("ae", "oe", "ue", "ss", "Ae", "Oe", "Ue"), strict=True):
        text = text.replace(umlaut, plain)
    return text


STRIP = str.maketrans("äöüßÄÖÜéçşğıćč", "aousAOUecsgicc")


def _slip(rng: Rng, block: dict[str, Column], habits: Habits) -> None:
    count = len(block["city"])
    for name in ("first_name", "last_name", "street", "city"):
        rows = np.flatnonzero(hit(rng, count, habits.typo * (1 if "name" in name else 0.5)))
        for i, draw in zip(rows, rng.integers(0, 10**6, len(rows)), strict=True):
            if block[name][i] is not None:
                block[name][i] = misspell(block[name][i], int(draw))
    fold, strip = hit(rng, count, habits.folded), hit(rng, count, habits.stripped)
    for name in ("first_name", "last_name", "company_name", "street", "city"):
        _change(block[name], fold, folded)
        _change(block[name], strip & ~fold, lambda t: t.translate(STRIP))
    _change(block["street"], hit(rng, count, 0.3), lambda t: t.replace("straße", "str.").replace("Straße", "Str."))
    _change(block["house_number"], hit(rng, count, 0.3), lambda t: t if t.isdigit() else f"{t[:-1]} {t[-1]}")
    _change(block["city"], hit(rng, count, 0.25), lambda t: t.split(" (")[0].replace(" am Main", "/Main"))
    _change(block["postal_code"], hit(rng, count, habits.lost_zero), lambda t: t.lstrip("0"))
    _change(
        block["company_name"],
        hit(rng, count, 0.12),
        lambda t: t.replace("GmbH", "Gmbh").replace(" & Co. KG", " & Co KG").replace(" e.K.", " eK"),
    )
    upper = hit(rng, count, habits.upper)
    for name in ("first_name", "last_name", "street", "city"):
        _change(block[name], upper, str.upper)
    first, last = block["first_name"], block["last_name"]
    both = (first != None) & (last != None)  # noqa: E711
    _change(first, hit(rng, count, habits.initial), lambda t: t[0] + ".")
    draw = rng.random(count)
    for i in np.flatnonzero(both & (draw < habits.one_field)):
        first[i], last[i] = None, f"{last[i]}, {first[i]}"
    for i in np.flatnonzero(both & (draw >= 1 - habits.switched)):
        first[i], last[i] = last[i], first[i]


def nobody(count: int) -> dict[str, Column]:
    """Person blocks in which nothing is given."""
    return {name: empty(count) for name in COLUMNS}
