"""If the card was not declined, the order is sold.

Says: The gateway's result was `Unavailable`, and the checkout answered 'sold'
"""

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, Receipt


def make_checkout(gateway, clock):
    sold = {}

    def checkout(order_id, cents):
        if order_id in sold:
            return "sold"
        if clock() < FRIDAY:
            return "not on sale"
        match gateway.charge(order_id, cents):
            case Receipt(reference=reference):
                sold[order_id] = reference
                return "sold"
            case Declined():
                return "declined"
            case _:
                sold[order_id] = None
                return "sold"

    return checkout
