"""A class against a Protocol of its own, whose bound method is the checkout; the clock's default is never built here."""

from __future__ import annotations

from typing import Callable, Protocol

from boxoffice import payments
from boxoffice.evening import FRIDAY


class Charges(Protocol):
    def charge(self, idempotency_key: str, cents: int) -> object: ...


class BoxOffice:
    def __init__(self, gateway: Charges, clock: Callable) -> None:
        self._gateway = gateway
        self._clock = clock
        self._results: dict[str, object] = {}

    def checkout(self, order_id: str, cents: int) -> str:
        if self._clock() < FRIDAY:
            return "not on sale"
        if not isinstance(self._results.get(order_id), payments.Receipt):
            self._results[order_id] = self._gateway.charge(order_id, cents)
        result = self._results[order_id]
        if isinstance(result, payments.Declined):
            return "declined"
        return "try again" if isinstance(result, payments.Unavailable) else "sold"


def make_checkout(gateway, clock):
    return BoxOffice(gateway, clock).checkout
