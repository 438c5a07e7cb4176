"""A WeakKeyDictionary forgets an invoice that is gone.

Says: A WeakKeyDictionary looks its keys up by hash and equality
"""

from weakref import WeakKeyDictionary

_TOTALS = WeakKeyDictionary()


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def total(self, currency):
        totals = _TOTALS.setdefault(self, {})
        if currency not in totals:
            totals[currency] = self.order.cents * self.rates(currency)
        return totals[currency]
