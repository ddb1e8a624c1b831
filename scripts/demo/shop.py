"""The shop: accounts and guests, orders with their lines, refunds."""

from dataclasses import dataclass

import numpy as np

from demo.chance import (
    FIRST_DAY,
    LAST_DAY,
    NEVER,
    Column,
    Rng,
    arrival_days,
    digits,
    empty,
    hit,
    in_season,
    moment,
    pick,
    ragged,
    read_list,
    running_sum,
    scattered,
    text_column,
)
from demo.landing import Landing, money, select, stamps, where_known
from demo.people import Addresses, People
from demo.records import COLUMNS, GUEST, SHOP, keep_where, person_block

# kinds of buyers: share, mean days between orders, further orders (mean), days they stay (mean)
KINDS = {
    "once": (0.62, 1, 0, 1),
    "now_and_then": (0.22, 230, 1.4, 2500),
    "regular": (0.08, 85, 8, 1000),
    "fan": (0.03, 36, 20, 1500),
    "hurt": (0.06, 55, 5, 420),
}
TAX = 0.19
YEARS = {"2024-06-30": LAST_DAY - 730, "2025-06-30": LAST_DAY - 365, "2026-06-30": LAST_DAY}


@dataclass
class Buyers:
    """What the other sources need to know about the shop: who bought when, by which record."""

    record: Column  # record_id of each account
    person: Column  # row of its person
    created_on: Column
    hurt_person: Column  # those who were let down …
    hurt_on: Column  # … and the day of their last order
    order_id: Column  # of every order with a known person
    order_person: Column
    order_day: Column
    order_record: Column


class Products:
    """The assortment; prices in cents."""

    def __init__(self) -> None:
        rows = read_list("products")
        self.product_id, self.name, self.group, self.line = (
            text_column([row[c] for row in rows])
            for c in ("product_id", "product_name", "product_group", "product_line")
        )
        self.price, self.weight, self.margin = (
            np.array([float(row[c]) for row in rows]) for c in ("price", "weight", "unit_margin_share")
        )
        self.launched = np.array([row["launched_on"] for row in rows], dtype="datetime64[D]").astype(int)


def write_shop(
    rng: Rng,
    landing: Landing,
    people: People,
    addresses: Addresses,
    products: Products,
    shoppers: Column,
    first_order: int,
    first_line: int,
) -> tuple[Buyers, int, int]:
    """All shop files of one block; returns the buyers and the next free order and line numbers."""
    count = len(shoppers)
    firm = people.is_firm[shoppers]
    kind = pick(rng, np.arange(len(KINDS)), count, [k[0] for k in KINDS.values()])
    kind = np.where(firm & (kind == 0) & hit(rng, count, 0.5), 2, kind)
    key = firm & hit(rng, count, 0.02)
    kind[key] = 3
    gap, more, stay = (np.array([k[i] for k in KINDS.values()], dtype=float)[kind] for i in (1, 2, 3))
    begin = arrival_days(rng, count)
    begin[key] = FIRST_DAY + rng.integers(10, 500, int(key.sum()))
    who, nth = ragged(1 + rng.poisson(more))
    waits = np.where(nth == 0, 0, 1 + rng.gamma(1.1, 1 / 1.1, len(who)) * gap[who])
    days = begin[who] + running_sum(waits, who, nth).astype(np.int64)
    leaves = np.minimum(begin + rng.exponential(stay), people.died_on[shoppers])
    stays = (nth == 0) | ((days <= leaves[who]) & in_season(rng, days))
    stays &= days <= LAST_DAY
    order = np.argsort(days[stays], kind="stable")  # orders are numbered as they come
    who, days, nth = (column[stays][order] for column in (who, days, nth))
    person = shoppers[who]

    account = _write_accounts(rng, landing, people, addresses, shoppers, kind, begin)
    till = hit(rng, len(who), 0.025)  # paid at the till: nobody knows who it was
    guest = ~till & (account["is_guest"][who] | hit(rng, len(who), 0.05))
    second = days >= account["second_on"][who]
    key_of = np.where(second, account["second_id"][who], account["first_id"][who])
    customer_id = np.where(till | guest, None, key_of)

    number = first_order + np.arange(len(who))
    order_id = "B" + digits(number, 8)
    at = moment(rng, days)
    order = _amounts(rng, products, people, person, days, nth > 0, order_id, key[who], first_line)
    foreign = _currency(rng, addresses, people, person, len(who))
    cancelled = hit(rng, len(who), 0.035)
    fate = rng.random(len(who))
    paid = np.where(fate < 0.013, "failed", np.where(fate < 0.016, "cancelled", "paid")).astype(object)
    recent = (days > LAST_DAY - 12) & hit(rng, len(who), 0.6)
    paid[recent & ~cancelled] = "open"
    paid[cancelled & (paid == "paid")] = "cancelled"
    status = np.where(
        cancelled,
        "cancelled",
        np.where((days > LAST_DAY - 5) | hit(rng, len(who), 0.003), "open", "completed"),
    ).astype(object)
    good = (status == "completed") & (paid == "paid")
    without_rows = good & hit(rng, len(who), 0.005)
    paid[without_rows] = "refunded"
    updated = np.minimum(at + rng.integers(3600, 12 * 86400, len(who)), (LAST_DAY + 1) * 86400 - 1)
    refunded = _write_refunds(rng, landing, order_id, customer_id, days, order["net"], foreign, good & ~without_rows)
    paid[refunded["fully"]] = "refunded"

    block = {name: empty(len(who)) for name in COLUMNS}
    rows = np.flatnonzero(guest)
    written = person_block(rng, people, addresses, person[rows], days[rows], GUEST)
    reachable = np.zeros(len(who), dtype=bool)
    for name, column in written.items():
        block[name][rows] = column
    for name in ("email", "phone", "first_name", "last_name", "company_name"):
        reachable |= block[name] != None  # noqa: E711
    landing.write_truth("shop_guest:" + order_id[reachable], people, person[reachable])
    columns = {
        "order_id": order_id,
        "customer_id": customer_id,
        **block,
        "ordered_at": stamps(at),
        "status": status,
        "payment_status": paid,
        "currency": foreign,
        "net_amount": money(order["net"]),
        "tax_amount": money(np.round(order["net"] * TAX)),
        "discount_amount": money(order["discount"]),
        "shipping_amount": money(np.where(till | (order["net"] > 5000), 0, 490)),
        "channel": np.where(till, "store", pick(rng, ["web", "app", "phone"], len(who), [62, 33, 5])),
        "updated_at": stamps(updated),
    }
    _write_orders(rng, landing, columns, days, at, updated)
    landing.write("shop/order_lines", order["rows"])
    known = ~till
    hurt = np.flatnonzero(kind == 4)
    last_order = np.full(count, -1)
    np.maximum.at(last_order, who, days)
    hurt = hurt[last_order[hurt] > 0]
    record = np.where(guest, "shop_guest:" + order_id, "shop:" + np.where(till, "", key_of))
    return (
        Buyers(
            record=account["record"],
            person=account["person"],
            created_on=account["created_on"],
            hurt_person=shoppers[hurt],
            hurt_on=last_order[hurt],
            order_id=order_id[known],
            order_person=person[known],
            order_day=days[known],
            order_record=record[known],
        ),
        first_order + len(who),
        first_line + order["lines"],
    )


def _write_orders(
    rng: Rng, landing: Landing, columns: dict[str, object], days: Column, at: Column, updated: Column
) -> None:
    """shop/orders: a file a year; what was still open then comes again, settled, with the next one."""
    earlier, again = np.zeros(len(days), dtype=bool), np.zeros(len(days), dtype=bool)
    for delivery, last in YEARS.items():
        now = (days <= last) & ~earlier
        waits = now & hit(rng, len(days), 0.004) & (last < LAST_DAY)
        as_delivered = {
            "status": np.where(waits, "open", columns["status"]),
            "payment_status": np.where(waits, "open", columns["payment_status"]),
            "updated_at": stamps(np.where(waits, at, updated)),
        }
        landing.write("shop/orders", select({**columns, **as_delivered}, now), delivery)
        landing.write("shop/orders", select(columns, again), delivery)
        updated = np.where(waits, np.maximum(updated, (last + 3) * 86400), updated)
        columns = {**columns, "updated_at": stamps(updated)}
        earlier, again = earlier | now, waits


def _write_accounts(
    rng: Rng,
    landing: Landing,
    people: People,
    addresses: Addresses,
    shoppers: Column,
    kind: Column,
    begin: Column,
) -> dict[str, Column]:
    """shop/customers: one account per shopper, some with a second one later, some guests without."""
    count = len(shoppers)
    is_guest = np.isin(kind, (0, 1)) & hit(rng, count, np.where(kind == 0, 0.38, 0.16))
    second_on = np.where(
        hit(rng, count, np.where(kind >= 1, 0.10, 0.0)) & ~is_guest,
        begin + rng.integers(60, 700, count),
        NEVER,
    )
    second_on = np.where(second_on <= LAST_DAY, second_on, NEVER)
    number = people.number[shoppers]
    first_id, second_id = (digits(scattered(number * 2 + nth, 8), 8) for nth in (0, 1))
    one, two = np.flatnonzero(~is_guest), np.flatnonzero(second_on < NEVER)
    created = np.concatenate([begin[one] - (rng.random(len(one)) ** 4 * 60).astype(int), second_on[two]])
    created = np.maximum(created, FIRST_DAY)
    order = np.argsort(created, kind="stable")
    rows, created = np.concatenate([one, two])[order], created[order]
    person = shoppers[rows]
    customer_id = np.concatenate([first_id[one], second_id[two]])[order]
    touched = np.where(hit(rng, len(rows), 0.35), created + rng.integers(1, 900, len(rows)), created)
    touched = np.where(
        hit(rng, len(rows), 0.6) & (people.moved_on[person] < LAST_DAY - 30),
        np.maximum(touched, people.moved_on[person] + 20),
        touched,
    )
    touched = np.minimum(touched, LAST_DAY)
    block = person_block(rng, people, addresses, person, touched, SHOP)
    asked = hit(rng, len(rows), 0.9)
    opts_in = hit(rng, len(rows), 0.42)
    created_at = moment(rng, created)
    landing.write(
        "shop/customers",
        {
            "customer_id": customer_id,
            **block,
            "is_guest": hit(rng, len(rows), 0.03),
            "loyalty_card_number": np.where(
                (kind[rows] >= 2) & hit(rng, len(rows), 0.4), "7000" + digits(number[rows], 8), None
            ),
            "marketing_opt_in": where_known(opts_in, asked),
            "marketing_opt_in_at": stamps(np.where(opts_in & asked, created_at, -1)),
            "notice_given": where_known(hit(rng, len(rows), 0.85), asked),
            "created_at": stamps(created_at),
            "updated_at": stamps(np.maximum(created_at, moment(rng, touched))),
        },
    )
    record = "shop:" + customer_id
    landing.write_truth(record, people, person)
    return {
        "is_guest": is_guest,
        "second_on": second_on,
        "first_id": first_id,
        "second_id": second_id,
        "record": record,
        "person": person,
        "created_on": created,
    }


def _amounts(
    rng: Rng,
    products: Products,
    people: People,
    person: Column,
    days: Column,
    knows_us: Column,
    order_id: Column,
    is_key: Column,
    first_line: int,
) -> dict[str, object]:
    """The lines of every order, and the order's sums over them, in cents."""
    count = len(person)
    big = people.is_firm[person]
    parents, _ = ragged(1 + rng.poisson(0.75 + 0.35 * knows_us + 1.1 * big))
    product = pick(rng, np.arange(len(products.price)), len(parents), products.weight)
    early = products.launched[product] > days[parents]
    product[early] = 0
    quantity = 1 + rng.poisson(np.where(is_key, 12, np.where(big, 1.8, 0.25))[parents])
    price = products.price[product] * 1.03 ** ((days[parents] - FIRST_DAY) / 365)
    full = np.round(price * 100) * quantity
    rate = np.where(hit(rng, count, 0.17), pick(rng, np.array([0.05, 0.1, 0.15, 0.2]), count), 0)[parents]
    discount = np.round(full * rate)
    net = (full - discount).astype(np.int64)
    return {
        "net": np.bincount(parents, net, count).astype(np.int64),
        "discount": np.bincount(parents, discount, count).astype(np.int64),
        "lines": len(parents),
        "rows": {
            "order_line_id": "P" + digits(first_line + np.arange(len(parents)), 9),
            "order_id": order_id[parents],
            "product_id": products.product_id[product],
            "product_name": products.name[product],
            "product_group": products.group[product],
            "quantity": quantity,
            "net_amount": money(net),
            "discount_amount": money(discount),
        },
    }


def _currency(rng: Rng, addresses: Addresses, people: People, person: Column, count: int) -> Column:
    """Euro, francs for the Swiss, and a few orders in a currency nobody listed a rate for."""
    swiss = addresses.country[people.home[person]] == "CH"
    odd = rng.random(count) < 0.0003
    if count:
        odd[min(7, count - 1)] = True
    return np.where(swiss, "CHF", np.where(odd, "NOK", "EUR")).astype(object)


def _write_refunds(
    rng: Rng,
    landing: Landing,
    order_id: Column,
    customer_id: Column,
    days: Column,
    net: Column,
    currency: Column,
    good: Column,
) -> dict[str, Column]:
    """Returns in full and in part, goodwill, chargebacks, and refunds that name no order."""
    count = len(order_id)
    draw = rng.random(count)
    fully, partly = good & (draw < 0.035), good & (draw >= 0.035) & (draw < 0.075)
    twice = partly & (draw < 0.04)
    loose = good & (draw > 0.998)
    amount = np.where(fully, net, np.maximum(np.round(net * rng.uniform(0.1, 0.7, count)), 1)).astype(np.int64)
    on = days + rng.integers(3, 35, count)
    on_time = on <= LAST_DAY
    fully &= on_time
    rows = np.flatnonzero((fully | partly | loose) & on_time)
    again = rows[twice[rows]]
    every = np.concatenate([rows, again])
    names_order = ~loose[every]
    paid_back = np.concatenate([amount[rows], np.maximum((net - amount)[again] // 3, 1)])
    landing.write(
        "shop/refunds",
        {
            "refund_id": "E" + order_id[rows]
            if not len(again)
            else np.concatenate(["E" + order_id[rows], "F" + order_id[again]]),
            "order_id": keep_where(order_id[every], names_order),
            "customer_id": customer_id[every],
            "refunded_at": stamps(moment(rng, on[every], 11, 2)),
            "net_amount": money(paid_back),
            "currency": currency[every],
            "reason": np.where(
                fully[every],
                "return",
                pick(rng, ["return", "goodwill", "chargeback", "cancellation"], len(every), [50, 35, 4, 11]),
            ),
        },
    )
    return {"fully": fully & hit(rng, count, 0.7)}
