"""A module global with a setter makes the dependency replaceable.

Says: The module keeps it in `_gateway`
"""

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, Receipt

_gateway = _clock = None
_sold = {}


def checkout(order_id, cents):
    if order_id in _sold:
        return "sold"
    if _clock() < FRIDAY:
        return "not on sale"
    result = _gateway.charge(order_id, cents)
    if isinstance(result, Receipt):
        _sold[order_id] = result
        return "sold"
    return "declined" if isinstance(result, Declined) else "try again"


def make_checkout(gateway, clock):
    global _gateway, _clock, _sold
    _gateway, _clock, _sold = gateway, clock, {}
    return lambda order_id, cents: checkout(order_id, cents)
