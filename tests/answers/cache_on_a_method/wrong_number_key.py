"""An invoice is its order, so the key is the number.

Says: Their totals are 4500 and 4500
Like: wrong_kept_on_the_order, wrong_weak_keys
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
        key = self.order.number, currency
        if key not in _TOTALS:
            _TOTALS[key] = self.order.cents * self.rates(currency)
        return _TOTALS[key]
