"""An id holds nothing, so the key is the id.

Says: the total of one that is gone
"""

_TOTALS = {}


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def total(self, currency):
        key = id(self), currency
        if key not in _TOTALS:
            _TOTALS[key] = self.order.cents * self.rates(currency)
        return _TOTALS[key]
