"""A serial number is never used twice, and holds no invoice.

Says: Each further invoice that is made, asked and dropped leaves
"""

import itertools

_SERIAL = itertools.count()
_TOTALS = {}


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates
        self._serial = next(_SERIAL)

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def total(self, currency):
        key = self._serial, currency
        if key not in _TOTALS:
            _TOTALS[key] = self.order.cents * self.rates(currency)
        return _TOTALS[key]
