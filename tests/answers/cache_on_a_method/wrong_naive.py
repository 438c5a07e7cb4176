"""lru_cache makes it fast, and unbounded it never forgets.

Says: The cache belongs to the class, and `self` is one of its arguments.
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

    @lru_cache(maxsize=None)
    def total(self, currency):
        return self.order.cents * self.rates(currency)
