"""A package import is no import of the SDK.

Says: The checkout still knows who takes the money
"""

from boxoffice.evening import FRIDAY
from boxoffice import obolus
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
                return "try again"

    return checkout
