"""A plain function of everything it needs, with the first three arguments filled in by functools.partial."""

from datetime import UTC, datetime
from functools import partial

from boxoffice.payments import Receipt, Unavailable

OPENS = datetime(2026, 11, 20, 18, tzinfo=UTC)


def place(gateway, clock, receipts, order_id, cents):
    if clock() < OPENS:
        return "not on sale"
    if order_id not in receipts:
        result = gateway.charge(order_id, cents)
        if isinstance(result, Unavailable):
            return "try again"
        if not isinstance(result, Receipt):
            return "declined"
        receipts[order_id] = result
    return "sold"


def make_checkout(gateway, clock):
    return partial(place, gateway, clock, {})
