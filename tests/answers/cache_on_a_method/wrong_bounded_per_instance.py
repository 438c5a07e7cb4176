"""A cache for each invoice, and a bound that came along from the old one.

Says: the cache has room for fewer
"""

from functools import lru_cache


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates
        self.total = lru_cache(maxsize=32)(self._total)

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def _total(self, currency):
        return self.order.cents * self.rates(currency)
