"""lru_cache stays, made for each invoice: a cycle that the collector frees."""

from functools import lru_cache


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates
        self.total = lru_cache(maxsize=None)(self._total)

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def _total(self, currency):
        return self.order.cents * self.rates(currency)
