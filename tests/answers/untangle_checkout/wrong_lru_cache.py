"""What is sold is cached, what is not raises, and an exception is never cached.

Says: and called `charge` 400 times
"""

from functools import lru_cache

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, Receipt


class _NotSold(Exception):
    pass


def make_checkout(gateway, clock):
    prices = {}

    @lru_cache
    def sell(order_id):
        if clock() < FRIDAY:
            raise _NotSold("not on sale")
        result = gateway.charge(order_id, prices.pop(order_id))
        if isinstance(result, Receipt):
            return "sold"
        raise _NotSold("declined" if isinstance(result, Declined) else "try again")

    def checkout(order_id: str, cents: int) -> str:
        prices[order_id] = cents
        try:
            return sell(order_id)
        except _NotSold as answer:
            return str(answer)
        finally:
            prices.pop(order_id, None)

    return checkout
