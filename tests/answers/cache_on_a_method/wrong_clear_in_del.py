"""The invoice cleans up after itself.

Says: `__del__` is called when nothing holds the invoice any more
"""

_TOTALS = {}


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates
        self.serial = object()
        _TOTALS[self.serial] = self, {}

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def __del__(self):
        _TOTALS.pop(self.serial, None)

    def total(self, currency):
        totals = _TOTALS[self.serial][1]
        if currency not in totals:
            totals[currency] = self.order.cents * self.rates(currency)
        return totals[currency]
