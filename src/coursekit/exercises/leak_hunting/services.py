"""Services that a growth test is tried on: three that are clean whatever a single look shows, and four that leak."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Callable

from coursekit.exercises.leak_hunting.orders import Order

CACHED = 64  # tickets that the cache holds
BATCH = 40  # orders that are settled together
DECLINED_EVERY = 10  # an order whose number this divides is declined


class Declined(Exception):  # noqa: N818 - named for what happened, as Curtain does
    """The gateway does not accept the card. Nothing is wrong with the service."""


class Service:
    """A service that handles orders. What it keeps of them is for a test to find out.

    Args:
        keep: called with each order that was accepted.
        decline: called with each order that was declined, and with the exception.
    """

    def __init__(
        self,
        keep: Callable[[Order], object] = lambda order: None,
        decline: Callable[[Order, Declined], object] = lambda order, error: None,
    ) -> None:
        self._keep = keep
        self._decline = decline
        self.handled = self.declined = self.highest = 0

    def handle(self, number: int) -> None:
        """Handle one order.

        Args:
            number: the order's number.

        Raises:
            Declined: the order was declined, as one in ten is: those whose number is divisible by ten.
        """
        self.handled += 1
        self.highest = max(self.highest, number)
        order = Order(number)
        try:
            self._charge(order)
        except Declined as error:
            self.declined += 1
            self._decline(order, error)
            raise
        self._keep(order)

    def _charge(self, order: Order) -> None:
        if order.number % DECLINED_EVERY == 0:
            raise Declined(f"order {order.number}")


def fills_a_cache() -> Service:
    """Keep the tickets of the last 64 orders."""
    cache: OrderedDict[int, Order] = OrderedDict()

    def keep(order: Order) -> None:
        cache[order.number] = order
        if len(cache) > CACHED:
            cache.popitem(last=False)

    return Service(keep)


def settles_in_batches() -> Service:
    """Keep orders until there are 40, declined ones included, and then none."""
    waiting: list[Order] = []

    def keep(order: Order) -> None:
        waiting.append(order)
        if len(waiting) == BATCH:
            waiting.clear()

    return Service(keep, lambda order, error: keep(order))


def leaves_cycles() -> Service:
    """Leave each order in a reference cycle, for the collector."""

    def keep(order: Order) -> None:
        order.itself = order  # type: ignore[attr-defined]

    return Service(keep)


def keeps_orders() -> Service:
    """Have a listener for each order, which holds it."""
    listeners: list[Callable[[], int]] = []
    return Service(lambda order: listeners.append(lambda: order.number))


def keeps_receipts() -> Service:
    """Keep 64 bytes of each order, by its number."""
    receipts: dict[int, bytes] = {}
    return Service(lambda order: receipts.update({order.number: bytes(order.ticket[:64])}))


def keeps_declined() -> Service:
    """Keep what was raised for an order that was declined."""
    errors: list[Declined] = []
    return Service(decline=lambda order, error: errors.append(error))


def keeps_rows() -> Service:
    """Write 400 bytes of each order into a database in memory, which never forgets."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE audit (ticket BLOB)")
    return Service(lambda order: database.execute("INSERT INTO audit VALUES (?)", (order.ticket[:400],)))
