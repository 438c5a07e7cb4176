"""A checkout is one buyer's: it remembers whether it has sold.

Says: and called `charge` 1 times
"""

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, Receipt


def make_checkout(gateway, clock):
    sold = False

    def checkout(order_id: str, cents: int) -> str:
        nonlocal sold
        if sold:
            return "sold"
        if clock() < FRIDAY:
            return "not on sale"
        result = gateway.charge(order_id, cents)
        sold = isinstance(result, Receipt)
        if sold:
            return "sold"
        return "declined" if isinstance(result, Declined) else "try again"

    return checkout
