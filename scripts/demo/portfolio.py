"""The brokers of the company: their names, habits and portfolios."""

import numpy as np

from demo.chance import Column, Rng, digits, mapped, pick
from demo.people import Names, for_address


class Brokers:
    """The brokers of the whole company: portfolios of very different size, own habits."""

    def __init__(self, rng: Rng, names: Names, customers: int) -> None:
        self.count = int(np.clip(round(1.1 * customers**0.38), 6, 400))
        n = self.count
        self.weights = 1 / np.arange(1, n + 1) ** 1.1
        last = names.last(rng, n)
        form = pick(rng, ["Versicherungsmakler GmbH", "Finanz KG", "Assekuranz", "Makler e.K."], n)
        self.name = last + " " + form
        self.broker_id = "B" + digits(np.arange(n), 3)
        self.email = "info@makler-" + mapped(last, for_address) + digits(np.arange(n), 2) + ".example"
        self.phone = "01589 " + digits(5_000_000 + np.arange(n) * 137, 7)
        self.sends_full = np.arange(n) % 3 != 2
        self.writes_own_contact = np.where(np.arange(n) % 4 == 1, 0.35, 0.07)  # instead of the client's
        self.next_client = np.ones(n, dtype=np.int64)
        self.next_contract = 100_001
        self.next_row = 1

    def assign(self, rng: Rng, count: int) -> Column:
        """A broker for each of `count` people: a few brokers have most of them."""
        return pick(rng, np.arange(self.count), count, self.weights)

    def number_clients(self, broker: Column) -> Column:
        """Each broker numbers its clients itself, from 1."""
        order = np.argsort(broker, kind="stable")
        counts = np.bincount(broker, minlength=self.count)
        place = np.empty(len(broker), dtype=np.int64)
        place[order] = np.arange(len(broker)) - (np.cumsum(counts) - counts)[broker[order]]
        numbers = self.next_client[broker] + place
        self.next_client += counts
        return numbers
