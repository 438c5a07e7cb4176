"""A WeakKeyDictionary compares keys, so let invoices compare by identity.

Says: are not equal any more
"""

from weakref import WeakKeyDictionary

_TOTALS = WeakKeyDictionary()


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates
        _TOTALS[self] = {}

    def total(self, currency):
        totals = _TOTALS[self]
        if currency not in totals:
            totals[currency] = self.order.cents * self.rates(currency)
        return totals[currency]
