"""A dict subclass that fills itself, as a cached property."""

from functools import cached_property


class Totals(dict):
    def __init__(self, cents, rates):
        self.cents, self.rates = cents, rates

    def __missing__(self, currency):
        self[currency] = self.cents * self.rates(currency)
        return self[currency]


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    @cached_property
    def _totals(self):
        return Totals(self.order.cents, self.rates)

    def total(self, currency):
        return self._totals[currency]
