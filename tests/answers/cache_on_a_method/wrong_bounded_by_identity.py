"""The same, with room for 190 totals.

Says: A bounded cache keeps as many as it has room for.
"""

from functools import lru_cache


class Same:
    def __init__(self, invoice):
        self.invoice = invoice

    def __eq__(self, other):
        return self.invoice is other.invoice

    def __hash__(self):
        return id(self.invoice)


@lru_cache(maxsize=190)
def _total(same, currency):
    return same.invoice.order.cents * same.invoice.rates(currency)


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def total(self, currency):
        return _total(Same(self), currency)
