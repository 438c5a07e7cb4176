"""An order is what was asked for: its id and its price.

Says: placed twice, the second time for 9,000 cents. The gateway's first result was `Receipt`; the checkout
Like: wrong_no_memory
"""

from boxoffice.evening import FRIDAY
from boxoffice.payments import Declined, Receipt, Unavailable
def make_checkout(gateway, clock):
    sold = set()
    def checkout(order_id, cents):
        if (order_id, cents) in sold: return "sold"
        if clock() < FRIDAY: return "not on sale"
        match gateway.charge(order_id, cents):
            case Receipt(): sold.add((order_id, cents)); return "sold"
            case Declined(): return "declined"
        return "try again"
    return checkout
