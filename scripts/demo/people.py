"""Who exists: persons in households, and firms, with names, homes, addresses and lives."""

from dataclasses import dataclass, fields

import numpy as np

from demo.chance import (
    DIGITS,
    FIRST_DAY,
    LAST_DAY,
    NEVER,
    Column,
    Rng,
    any_days,
    digits,
    empty,
    hit,
    keep,
    mapped,
    pick,
    ragged,
    read_list,
    scattered,
    text_column,
)

FIRM_SHARE = 0.07
PROVIDERS = {  # the shares of the big providers; the names cannot be delivered to (RFC 2606)
    "gmail.example": 30,
    "gmx.example": 24,
    "web.example": 20,
    "t-online.example": 10,
    "outlook.example": 5,
    "yahoo.example": 3,
    "freenet.example": 3,
    "icloud.example": 3,
    "posteo.example": 1,
    "mail.example": 1,
}
TRADES = [
    "Bau",
    "Elektro",
    "Haustechnik",
    "Logistik",
    "Metallbau",
    "Immobilien",
    "IT-Service",
    "Gartenbau",
    "Reinigung",
    "Transporte",
    "Consulting",
    "Druck",
    "Catering",
    "Holzbau",
    "Maschinenbau",
    "Pflegedienst",
    "Software",
    "Bedachungen",
    "Fahrzeugteile",
    "Medizintechnik",
]
SHOPS = [
    "Bäckerei",
    "Autohaus",
    "Gasthaus",
    "Apotheke",
    "Zahnarztpraxis",
    "Tischlerei",
    "Malerbetrieb",
    "Metzgerei",
    "Kanzlei",
    "Steuerbüro",
    "Fahrschule",
    "Blumenhaus",
    "Friseursalon",
    "Optik",
]
LEGAL_FORMS = {
    "GmbH": 50,
    "GmbH & Co. KG": 14,
    "e.K.": 12,
    "UG (haftungsbeschränkt)": 7,
    "AG": 4,
    "OHG": 3,
    "KG": 3,
    "GbR": 4,
    "eG": 1,
    "": 2,
}
FOLD = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "Ä": "ae",
        "Ö": "oe",
        "Ü": "ue",
        "ı": "i",
        "İ": "i",
        "ş": "s",
        "Ş": "s",
        "ğ": "g",
        "ç": "c",
        "Ç": "c",
        "é": "e",
        "ć": "c",
        "č": "c",
    }
)


def for_address(text: str) -> str:
    """A name as it stands in an e-mail address: lower case, letters and dashes."""
    return "".join(c for c in text.lower().translate(FOLD) if c.isascii() and (c.isalnum() or c == "-"))


@dataclass
class People:
    """One block of persons and firms; every field is a column with one row each."""

    number: Column  # 1, 2, 3 … through all blocks
    person_id: Column
    household_id: Column  # firms: empty
    kind: Column  # person, company
    is_firm: Column
    is_female: Column  # firms: of the contact person
    title: Column
    first_name: Column  # firms: of the contact person
    nickname: Column
    last_name: Column
    former_name: Column  # the last name before married_on
    company_name: Column
    birth_day: Column  # firms: NEVER
    married_on: Column  # NEVER where not in these years
    moved_on: Column
    died_on: Column
    home: Column  # row in `addresses`
    former_home: Column
    email: Column
    former_email: Column
    changed_email_on: Column
    mobile_rest: Column  # the seven digits behind 0158x
    mobile_prefix: Column
    has_mobile: Column
    has_landline: Column
    iban: Column
    vat_id: Column
    wealth: Column  # factor on amounts, median 1

    def __len__(self) -> int:
        return len(self.number)


@dataclass
class Addresses:
    """Homes and premises; every field is a column with one row each."""

    street: Column
    house_number: Column
    postal_code: Column
    city: Column
    country: Column
    area_code: Column
    line: Column  # the landline there, without area code


class Names:
    """The lists of names and places, ready to draw from."""

    def __init__(self) -> None:
        listed = read_list("surnames")
        parts = read_list("surname_parts")
        heads = [row["part"] for row in parts if row["position"] == "first"]
        tails = [row["part"] for row in parts if row["position"] == "last"]
        common = {row["surname"]: float(row["per_100000"]) for row in listed}
        rest = 100_000 - sum(common.values())
        rare = {}
        for i, head in enumerate(heads):
            for j, tail in enumerate(tails):
                name = head + (tail[1:] if head[-1] == tail[0] == "e" else tail)
                if not name.lower().startswith(tail * 2) and name not in common:
                    rare.setdefault(name, 1 / (25 + i * 7 % len(heads)) / (15 + j * 11 % len(tails)))
        scale = rest / sum(rare.values())
        self.surnames = text_column([*common, *rare])
        self.surname_weights = np.array([*common.values(), *(w * scale for w in rare.values())])
        first = read_list("first_names")
        self.first_names = text_column([row["first_name"] for row in first])
        self.first_is_female = np.array([row["gender"] == "f" for row in first])
        peak, spread, weight = (
            np.array([float(row[c]) for row in first]) for c in ("peak_year", "spread_years", "weight")
        )
        years = np.arange(1930, 2012, 4)[:, None]
        self.first_weights = weight * np.exp(-(((years - peak) / spread) ** 2)) + weight * 0.004
        self.nicknames = {row["first_name"]: row["nickname"] for row in read_list("nicknames")}
        streets = read_list("streets")
        kinds = ["weg", "straße", "allee", "platz", "ring", "gasse"]
        self.streets = text_column(
            [row["street"] for row in streets] + [head + kind for head in heads for kind in kinds]
        )
        self.street_weights = np.array(
            [float(row["weight"]) for row in streets] + [w for _ in heads for w in (1.1, 0.8, 0.15, 0.1, 0.2, 0.2)]
        )
        places = read_list("places")
        self.city, self.area_code, self.country = (
            text_column([row[c] for row in places]) for c in ("city", "area_code", "country")
        )
        self.place_weights = np.array([float(row["weight"]) for row in places])
        self.postal_from, self.postal_to = (
            np.array([int(row[c]) for row in places]) for c in ("postal_code_from", "postal_code_to")
        )

    def last(self, rng: Rng, count: int) -> Column:
        """Last names: the common ones as common as they are, and a long tail."""
        return pick(rng, self.surnames, count, self.surname_weights)

    def first(self, rng: Rng, is_female: Column, birth_year: Column) -> Column:
        """First names as they were given in the year of birth."""
        out = empty(len(birth_year))
        era = np.clip((birth_year - 1930) // 4, 0, len(self.first_weights) - 1)
        for female in (True, False):
            names = self.first_names[self.first_is_female == female]
            for one in np.unique(era):
                rows = np.flatnonzero((era == one) & (is_female == female))
                weights = self.first_weights[one][self.first_is_female == female]
                out[rows] = pick(rng, names, len(rows), weights)
        return out

    def homes(self, rng: Rng, numbers: Column, near: Column | None = None) -> tuple[Addresses, Column]:
        """One address per number and its place; six of ten stay in the place `near`."""
        count = len(numbers)
        place = pick(rng, np.arange(len(self.city)), count, self.place_weights)
        if near is not None:
            place = np.where(hit(rng, count, 0.6), near, place)
        span = self.postal_to[place] - self.postal_from[place] + 1
        # a town uses a few of the codes in its range
        postal = self.postal_from[place] + (rng.integers(0, 40, count) * 37) % span
        abroad = self.country[place] != "DE"
        house = 1 + (rng.gamma(1.3, 22, count)).astype(int)
        letter = np.where(hit(rng, count, 0.09), pick(rng, ["a", "b", "c", "d"], count, [6, 3, 2, 1]), "")
        return Addresses(
            street=pick(rng, self.streets, count, self.street_weights),
            house_number=text_column(house.astype(str)) + letter,
            postal_code=np.where(abroad, digits(postal, 4), digits(postal, 5)),
            city=self.city[place],
            country=self.country[place],
            area_code=self.area_code[place],
            # no subscriber number begins with 0: these lines look right and ring nowhere
            line="0" + digits(scattered(numbers, 7), 7),
        ), place


def iban(numbers: Column) -> Column:
    """Valid German IBANs. No bank has a sort code that begins with 9."""
    bank = 90_000_000 + scattered(numbers, 3, 5) % 60 * 10_117
    account = scattered(numbers, 10, 3)
    rest = np.zeros(len(numbers), dtype=np.int64)
    for part, width in ((bank, 8), (account // 10**5, 5), (account % 10**5, 5)):
        rest = (rest * 10**width + part) % 97
    check = 98 - (rest * 10**6 + 131400) % 97  # D = 13, E = 14
    return "DE" + digits(check, 2) + digits(bank, 8) + digits(account, 10)


def vat_id(numbers: Column) -> Column:
    """Valid German VAT ids (ISO 7064, mod 11, 10). None beginning with 9 is known to be given out."""
    body = 90_000_000 + scattered(numbers, 7, 9)
    product = np.full(len(numbers), 10)
    for place in range(7, -1, -1):
        total = (body // 10**place % 10 + product) % 10
        product = 2 * np.where(total == 0, 10, total) % 11
    return "DE" + digits(body, 8) + digits((11 - product) % 10, 1)


class Mailboxes:
    """Hands out e-mail addresses, none of them twice in the whole company."""

    def __init__(self) -> None:
        self._taken = np.empty(0, dtype=np.int64)

    def open(self, local: Column, domain: Column, numbers: Column) -> Column:
        """`local`@`domain`, with a number behind where the name is taken."""
        local, whole = local.copy(), local + "@" + domain
        keys = _keys(whole)
        for width in (2, 3, 4, 8):
            first = np.zeros(len(keys), dtype=bool)
            first[np.unique(keys, return_index=True)[1]] = True
            again = np.flatnonzero(~first | self._is_taken(keys))
            local[again] += digits(scattered(numbers[again], 8, 11), width)
            whole[again] = local[again] + "@" + domain[again]
            keys[again] = _keys(whole[again])
        # two sorted runs: a stable sort only merges them
        self._taken = np.sort(np.concatenate([self._taken, np.sort(keys)]), kind="stable")
        return whole

    def _is_taken(self, keys: Column) -> Column:
        place = np.searchsorted(self._taken, keys)
        return (place < len(self._taken)) & (np.append(self._taken, 0)[place] == keys)


def _keys(texts: Column) -> Column:
    return np.fromiter(map(hash, texts), np.int64, len(texts))


def _local_part(rng: Rng, first: Column, last: Column, nickname: Column, birth_year: Column) -> Column:
    """What people put before the @: nearly always something of their name."""
    given, family = mapped(first, for_address), mapped(last, for_address)
    nick = np.where(nickname == None, given, mapped(nickname, for_address))  # noqa: E711
    initial = mapped(given, lambda text: text[:1])
    year = DIGITS[2][birth_year % 100]
    dot_l = mapped(family, lambda text: text.split("-")[0])
    forms = [
        given + "." + family,
        given + "." + family + year,
        initial + "." + family,
        initial + "." + family + year,
        given + family,
        given + year,
        family + "." + given,
        given + "_" + family,
        nick + "." + dot_l,
        nick + year,
        initial + family + year,
        family + year,
    ]
    which = pick(rng, np.arange(len(forms)), len(first), [30, 9, 9, 7, 8, 6, 5, 3, 6, 5, 6, 4])
    return np.choose(which, forms)


def _marry(rng: Rng, names: Names, last: Column, partner_of: Column, married: Column) -> tuple[Column, Column]:
    """Last names of partners: most share one, some doubled it, some kept their own."""
    own = names.last(rng, len(partner_of))
    way = rng.random(len(partner_of))
    shared = last[partner_of]
    doubled = np.where(hit(rng, len(own), 0.5), shared + "-" + own, own + "-" + shared)
    after = np.where(way < 0.72, shared, np.where(way < 0.80, doubled, own))
    return np.where(married, np.where(way < 0.80, after, shared), after), own


def make_people(
    rng: Rng, names: Names, mailboxes: Mailboxes, first_number: int, count: int
) -> tuple[People, Addresses]:
    """A block of `count` people and firms and their addresses."""
    firms = round(count * FIRM_SHARE)
    persons = count - firms
    # households until there are enough persons; the last one is cut
    size_kind = pick(rng, np.arange(4), persons, [46, 31, 18, 5])  # alone, couple, family, one parent
    children = np.where(size_kind >= 2, 1 + (rng.random(persons) * 2.2).astype(int), 0)
    sizes = np.array([1, 2, 2, 1])[size_kind] + children
    homes_needed = int(np.searchsorted(np.cumsum(sizes), persons)) + 1
    sizes, size_kind = sizes[:homes_needed], size_kind[:homes_needed]
    house, seat = (column[:persons] for column in ragged(sizes))
    has_partner = np.isin(size_kind, (1, 2))[house]
    is_child = seat >= np.where(has_partner, 2, 1)
    is_partner = (seat == 1) & has_partner
    head = np.searchsorted(house, np.arange(homes_needed))[house]

    birth_year = np.clip(rng.normal(1974, 16, persons), 1934, 2006).astype(int)
    parent = (size_kind >= 2)[house]
    birth_year = np.where(parent, np.clip(rng.normal(1966, 7, persons), 1945, 1982).astype(int), birth_year)
    birth_year = np.where(is_partner, birth_year[head] + rng.integers(-4, 5, persons), birth_year)
    birth_year = np.where(is_child, np.minimum(birth_year[head] + 22 + rng.integers(0, 12, persons), 2008), birth_year)
    birth = (birth_year - 1970) * 365.2425 + rng.integers(0, 365, persons)
    birth = birth.astype(np.int64)
    sibling = is_child & np.roll(is_child, 1) & (np.roll(house, 1) == house)
    twin = sibling & hit(rng, persons, 0.12)
    birth[twin] = birth[np.flatnonzero(twin) - 1]
    birth_year[twin] = birth_year[np.flatnonzero(twin) - 1]

    female = hit(rng, persons, 0.5)
    female = np.where(is_partner & hit(rng, persons, 0.95), ~female[head], female)
    first = names.first(rng, female, birth_year)
    clash = sibling & (first == np.roll(first, 1))
    first[clash] = names.first(rng, female[clash], birth_year[clash] + 8)
    named_after = is_child & (female == female[head]) & ~sibling & hit(rng, persons, 0.07)
    first[named_after] = first[head[named_after]]
    last = names.last(rng, persons)
    former = last.copy()
    partner = np.flatnonzero(is_partner)
    recently = hit(rng, len(partner), 0.09) & (birth_year[partner] > 1965)
    last[partner], former[partner] = _marry(rng, names, last, head[partner], recently)
    last[is_child] = last[head[is_child]]
    former[is_child] = last[is_child]
    alone = np.flatnonzero((seat == 0) & ~has_partner & female & hit(rng, persons, 0.03))
    former[alone] = names.last(rng, len(alone))  # divorced or widowed and back to another name
    married = np.full(persons, NEVER)
    married[partner[recently]] = any_days(rng, int(recently.sum()))
    married[alone] = any_days(rng, len(alone))
    former = np.where(married < NEVER, former, last)

    # homes: now, before a move, and the own home of partners before they came
    home_numbers = first_number + np.arange(homes_needed)
    now, place = names.homes(rng, home_numbers)
    before, _ = names.homes(rng, home_numbers + 4_000_000, place)
    own, _ = names.homes(rng, first_number + np.arange(persons) + 7_000_000, place[house])
    moved_house = np.where(hit(rng, homes_needed, 0.13), any_days(rng, homes_needed), NEVER)
    home, moved = house.copy(), moved_house[house]
    former_home = house + homes_needed
    came = (married < NEVER) & is_partner & hit(rng, persons, 0.6)
    former_home = np.where(came, 2 * homes_needed + np.arange(persons), former_home)
    moved = np.where(came, married - rng.integers(30, 300, persons), moved)
    left = is_child & (birth_year < 2004) & hit(rng, persons, 0.45)  # grown up and away
    left_long_ago = left & hit(rng, persons, 0.5)
    home = np.where(left, 2 * homes_needed + np.arange(persons), home)
    former_home = np.where(left, house, former_home)
    moved = np.where(left, np.where(left_long_ago, FIRST_DAY - 300, any_days(rng, persons)), moved)
    household = np.where(left, 500_000_000 + first_number + np.arange(persons), home_numbers[house])

    nickname = mapped(first, names.nicknames.get)
    email = mailboxes.open(
        _local_part(rng, first, last, nickname, birth_year),
        pick(rng, list(PROVIDERS), persons, list(PROVIDERS.values())),
        first_number + np.arange(persons),
    )
    old_email = mailboxes.open(
        _local_part(rng, first, former, nickname, birth_year),
        pick(rng, list(PROVIDERS), persons, list(PROVIDERS.values())),
        first_number + np.arange(persons),
    )
    shares = is_partner & hit(rng, persons, 0.13)
    email = np.where(shares, email[head], email)
    email = np.where(hit(rng, persons, np.where(birth_year < 1950, 0.35, 0.04)), None, email)
    has_old = hit(rng, persons, 0.32) & (email != None)  # noqa: E711
    changed = np.where(has_old, rng.integers(FIRST_DAY - 200, LAST_DAY, persons), -NEVER)
    account = first_number + np.arange(persons)
    account = np.where(is_partner & hit(rng, persons, 0.3), account[head], account)
    title = np.where(
        (birth_year < 1996) & hit(rng, persons, 0.018),
        pick(rng, ["Dr.", "Prof. Dr.", "Dr. med.", "Prof."], persons, [14, 3, 4, 1]),
        None,
    )
    age = 2025 - birth_year
    dies = hit(rng, persons, 0.005 * np.exp(np.clip(age - 45, 0, 50) / 13))
    number = first_number + np.arange(persons)
    private = People(
        number=number,
        person_id="P" + digits(number, 8),
        household_id="HH" + digits(household, 9),
        kind=np.full(persons, "person", dtype=object),
        is_firm=np.zeros(persons, dtype=bool),
        is_female=female,
        title=title,
        first_name=first,
        nickname=nickname,
        last_name=last,
        former_name=former,
        company_name=empty(persons),
        birth_day=birth,
        married_on=married,
        moved_on=moved,
        died_on=np.where(dies, any_days(rng, persons), NEVER),
        home=home,
        former_home=former_home,
        email=email,
        former_email=np.where(has_old, old_email, email),
        changed_email_on=changed,
        mobile_rest=digits(scattered(number, 7, 2), 7),
        mobile_prefix="0158" + digits(number // 10**7 % 10, 1),
        has_mobile=hit(rng, persons, 0.93),
        has_landline=(rng.random(homes_needed) < 0.55)[house],
        iban=iban(account),
        vat_id=empty(persons),
        wealth=np.exp(rng.normal(0, 0.45, persons)),
    )
    offices, firm_people = _make_firms(
        rng, names, mailboxes, first_number + persons, firms, 2 * homes_needed + persons, private
    )
    addresses = _stack(Addresses, [now, before, own, *offices])
    return _stack(People, [private, firm_people]), addresses


def _make_firms(
    rng: Rng,
    names: Names,
    mailboxes: Mailboxes,
    first_number: int,
    count: int,
    first_home: int,
    private: People,
) -> tuple[tuple[Addresses, Addresses], People]:
    """Firms: name, legal form, contact person, VAT id and an info@ address.

    The contact person of every fourth firm is also a private customer: same name, same mobile.
    """
    number = first_number + np.arange(count)
    female = hit(rng, count, 0.36)
    year = np.clip(rng.normal(1975, 10, count), 1950, 2000).astype(int)
    first, last = names.first(rng, female, year), names.last(rng, count)
    mobile = scattered(number, 7, 2)
    if len(private):
        boss = rng.integers(0, len(private), count)
        known = hit(rng, count, 0.25)
        female = np.where(known, private.is_female[boss], female)
        first = np.where(known, private.first_name[boss], first)
        last = np.where(known, private.last_name[boss], last)
        mobile = np.where(known, scattered(private.number[boss], 7, 2), mobile)
    owner = np.where(hit(rng, count, 0.6), last, names.last(rng, count))
    form = pick(rng, list(LEGAL_FORMS), count, list(LEGAL_FORMS.values()))
    trade, shop = pick(rng, TRADES, count), pick(rng, SHOPS, count)
    style = rng.random(count)
    stem = np.where(
        style < 0.45,
        owner + " " + trade,
        np.where(style < 0.8, shop + " " + owner, owner + " & " + names.last(rng, count)),
    )
    company = mapped(stem + " " + form, str.strip)
    domain = mailboxes.open(
        mapped(stem, lambda t: for_address(t.replace(" & ", "-").replace(" ", "-"))),
        np.full(count, "firm", dtype=object),
        number,
    )
    domain = mapped(domain, lambda text: text.split("@")[0]) + ".example"
    general = pick(rng, ["info", "kontakt", "office", "buchhaltung"], count, [70, 14, 9, 7]) + "@" + domain
    personal = mapped(first, for_address) + "." + mapped(last, for_address) + "@" + domain
    is_general = hit(rng, count, 0.6)
    offices, place = names.homes(rng, number + 2_000_000)
    earlier, _ = names.homes(rng, number + 6_000_000, place)
    home = first_home + np.arange(count)
    no = np.full(count, NEVER)
    return (offices, earlier), People(
        number=number,
        person_id="F" + digits(number, 8),
        household_id=empty(count),
        kind=np.full(count, "company", dtype=object),
        is_firm=np.ones(count, dtype=bool),
        is_female=female,
        title=np.where(hit(rng, count, 0.04), "Dr.", None),
        first_name=first,
        nickname=empty(count),
        last_name=last,
        former_name=last,
        company_name=company,
        birth_day=no,
        married_on=no,
        moved_on=np.where(hit(rng, count, 0.09), any_days(rng, count), NEVER),
        died_on=no,
        home=home,
        former_home=home + count,
        email=np.where(is_general, general, personal),
        former_email=np.where(is_general, personal, general),
        changed_email_on=np.where(hit(rng, count, 0.5), any_days(rng, count), -NEVER),
        mobile_rest=digits(mobile, 7),
        mobile_prefix="0158" + digits(number // 10**7 % 10, 1),
        has_mobile=hit(rng, count, 0.35),
        has_landline=np.ones(count, dtype=bool),
        iban=iban(number),
        vat_id=np.where(form == "GbR", keep(rng, vat_id(number), 0.3), vat_id(number)),
        wealth=np.exp(rng.normal(0.6, 0.8, count)),
    )


def _stack(kind: type, parts: list) -> People | Addresses:
    """The rows of several blocks under each other."""
    return kind(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(kind)})
