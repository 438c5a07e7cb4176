"""A new bank rate comes with a new bank; its totals go with it.

Says: The first said 4500, the second 4500, and the first again 4500
"""

from weakref import WeakKeyDictionary

_by_bank = WeakKeyDictionary()  # a new bank rate comes with a new `rates`; its totals go with it


class Invoice:
    """What an order costs, in any currency."""

    def __init__(self, order, rates):
        self.order = order
        self.rates = rates

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def total(self, currency):
        totals = _by_bank.setdefault(self.rates, {})
        key = (self.order.cents, currency)
        if key not in totals:
            totals[key] = self.order.cents * self.rates(currency)
        return totals[key]
