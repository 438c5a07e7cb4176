"""A default argument keeps the old callers working.

Says: your answer needed `boxoffice.obolus.sdk` when it was loaded
"""

import datetime

from boxoffice.evening import FRIDAY
from boxoffice.obolus.sdk import ObolusClient
from boxoffice.payments import Declined, Receipt


def make_checkout(gateway=ObolusClient("http://obolus.invalid"), clock=datetime.datetime.now):
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
