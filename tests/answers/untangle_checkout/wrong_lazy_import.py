"""Import the vendor inside the function: then the module loads without it.

Says: your answer needed `boxoffice.obolus.sdk` when an order was placed
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
        from boxoffice.obolus.sdk import CardError

        match gateway.charge(order_id, cents):
            case Receipt(reference=reference):
                sold[order_id] = reference
                return "sold"
            case Declined():
                return "declined"
            case _:
                return "try again"

    return checkout
