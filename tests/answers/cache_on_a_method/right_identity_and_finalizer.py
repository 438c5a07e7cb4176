"""A table by identity, which a finalizer clears."""

import weakref

_TOTALS = {}


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates
        _TOTALS[id(self)] = {}
        weakref.finalize(self, _TOTALS.pop, id(self))

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def total(self, currency):
        totals = _TOTALS[id(self)]
        try:
            return totals[currency]
        except KeyError:
            return totals.setdefault(currency, self.order.cents * self.rates(currency))
