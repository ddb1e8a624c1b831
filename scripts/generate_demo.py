"""Generate the demo company: a German insurer with a shop, three years, invented people.

    python scripts/generate_demo.py landing/demo --customers 5000 --seed 7 --truth demo_truth.csv

Writes a landing folder (canonical CSV, landing.yml) that `run.py` takes as it is, and, beside it,
the truth: which person stands behind each record. The same call gives the same bytes.
"""

import argparse
import shutil
import time
from pathlib import Path

import numpy as np

from demo.broker import write_broker
from demo.company import CompanyNotes, write_company
from demo.contracts import write_contracts
from demo.landing import Landing
from demo.newsletter import write_newsletter
from demo.people import Mailboxes, Names, make_people
from demo.portfolio import Brokers
from demo.shop import Products, write_shop
from demo.support import write_support

BLOCK = 25_000  # people at a time: bounds memory
SEED = 20260630
# Who meets the company where: (share of persons, share of firms, shop, contracts, broker)
PATHS = [
    (0.61, 0.52, 1, 0, 0),
    (0.08, 0.09, 0, 1, 0),
    (0.09, 0.12, 1, 1, 0),
    (0.08, 0.12, 0, 0, 1),
    (0.04, 0.06, 0, 1, 1),
    (0.03, 0.05, 1, 1, 1),
    (0.07, 0.04, 0, 0, 0),
]


def generate(folder: Path, customers: int = 5000, seed: int = SEED, truth: Path | None = None) -> dict[str, int]:
    """Write the demo company's landing folder; returns the rows written per entity.

    `customers` counts persons and firms. `truth` receives record_id, person_id, household_id and
    kind of every record; it must lie outside the landing folder. The folder is made anew.
    """
    folder = Path(folder)
    if customers < 1:
        raise ValueError("customers must be at least 1")
    if truth is not None and folder.resolve() in Path(truth).resolve().parents:
        raise ValueError("the truth must not lie inside the landing folder")
    if folder.exists() and any(folder.iterdir()) and not (folder / "landing.yml").exists():
        raise ValueError(f"{folder} is not empty and is no landing folder: not replaced")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    landing = Landing(folder, Path(truth) if truth else None)
    names, mailboxes, products = Names(), Mailboxes(), Products()
    brokers, notes = Brokers(np.random.default_rng([seed, 0]), names, customers), CompanyNotes()
    next_order = next_line = 1
    for block, first in enumerate(range(1, customers + 1, BLOCK), start=1):
        rng = np.random.default_rng([seed, block])
        count = min(BLOCK, customers + 1 - first)
        landing.addresses.clear()  # nobody shares an address across blocks
        people, addresses = make_people(rng, names, mailboxes, first, count)
        shares = np.where(people.is_firm, 1, 0)
        draw = rng.random(count)
        path = np.zeros(count, dtype=int)
        for column in (0, 1):
            edges = np.cumsum([p[column] for p in PATHS])
            path = np.where(shares == column, np.searchsorted(edges, draw * edges[-1]), path)
        in_shop, in_contracts, in_broker = (np.array([p[i] for p in PATHS])[path] == 1 for i in (2, 3, 4))
        buyers, next_order, next_line = write_shop(
            rng, landing, people, addresses, products, np.flatnonzero(in_shop), next_order, next_line
        )
        book = write_contracts(rng, landing, people, addresses, brokers, in_contracts, in_broker)
        clients = write_broker(rng, landing, people, addresses, brokers, book, np.flatnonzero(in_broker))
        known = np.zeros(count, dtype=bool)
        for rows in (buyers.person, buyers.order_person, book.person[book.in_system], clients["person"]):
            known[rows] = True
        requesters = write_support(rng, landing, people, addresses, buyers, book, np.flatnonzero(~known))
        write_newsletter(rng, landing, people, buyers)
        notes.take(rng, people, buyers, book, clients, requesters)
    write_company(np.random.default_rng([seed, 0, 1]), landing, products, brokers, notes, customers)
    landing.close(f"The demo company, all invented: generate_demo.py --customers {customers} --seed {seed}")
    return landing.row_counts


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="landing folder to write (made anew)")
    parser.add_argument("--customers", type=int, default=5000, help="persons and firms (default 5000)")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--truth", type=Path, help="file for record_id, person_id, household_id, kind")
    options = parser.parse_args()
    started = time.perf_counter()
    try:
        rows = generate(options.folder, options.customers, options.seed, options.truth)
    except ValueError as error:
        parser.error(str(error))
    print(
        f"{options.folder}: {sum(rows.values()):,} rows in {len(rows)} entities, {time.perf_counter() - started:.1f} s"
    )


if __name__ == "__main__":
    main()
