"""What has been sold is a fact, and facts are global.

Says: The module keeps it in `SOLD`
"""

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, Receipt


SOLD = {}


def make_checkout(gateway, clock):
    def checkout(order_id, cents):
        if order_id in SOLD:
            return "sold"
        if clock() < FRIDAY:
            return "not on sale"
        match gateway.charge(order_id, cents):
            case Receipt(reference=reference):
                SOLD[order_id] = reference
                return "sold"
            case Declined():
                return "declined"
            case _:
                return "try again"

    return checkout
