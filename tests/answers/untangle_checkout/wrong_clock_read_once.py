"""A clock is a value like any other: read it when the checkout is made.

Says: the clock was read 1 times
"""

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, Receipt


def make_checkout(gateway, clock):
    sold, now = {}, clock()

    def checkout(order_id, cents):
        if order_id in sold:
            return "sold"
        if now < FRIDAY:
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
