"""The time is the same everywhere, so it may be read here.

Says: The clock it was given was not read
"""

from datetime import UTC, datetime

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, Receipt


def make_checkout(gateway, clock):
    sold = {}

    def checkout(order_id, cents):
        if order_id in sold:
            return "sold"
        if datetime.now(UTC) < FRIDAY:
            return "not on sale"
        match gateway.charge(order_id, cents):
            case Receipt(reference=reference):
                sold[order_id] = reference
                return "sold"
            case Declined():
                return "declined"
            case _:
                return "try again"

    return checkout
