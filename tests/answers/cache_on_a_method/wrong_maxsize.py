"""A bound of eight is enough for one customer.

Says: the invoices push each other's totals out of one cache
"""

from functools import lru_cache


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    @lru_cache(maxsize=8)
    def total(self, currency):
        return self.order.cents * self.rates(currency)
