"""A registry decouples the checkout from its collaborators.

Says: The module keeps it in `SERVICES`
"""

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, Receipt

SERVICES = {}


def checkout(order_id, cents):
    if order_id in SERVICES["sold"]:
        return "sold"
    if SERVICES["clock"]() < FRIDAY:
        return "not on sale"
    result = SERVICES["gateway"].charge(order_id, cents)
    if isinstance(result, Receipt):
        SERVICES["sold"][order_id] = result
        return "sold"
    return "declined" if isinstance(result, Declined) else "try again"


def make_checkout(gateway, clock):
    SERVICES.update(gateway=gateway, clock=clock, sold={})
    return lambda order_id, cents: checkout(order_id, cents)
