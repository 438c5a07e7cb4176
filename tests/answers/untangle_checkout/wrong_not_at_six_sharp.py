"""The sale opens after six.

Says: 20 November 2026, 18:00:00 UTC, the checkout answered 'not on sale'
"""

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, Receipt


def make_checkout(gateway, clock):
    sold = {}

    def checkout(order_id, cents):
        if order_id in sold:
            return "sold"
        if clock() <= FRIDAY:
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
