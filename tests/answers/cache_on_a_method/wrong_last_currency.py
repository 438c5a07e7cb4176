"""One slot per invoice: a customer rarely changes the currency.

Says: An invoice keeps fewer totals than it was asked for
"""


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates
        self._last = None

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def total(self, currency):
        if self._last is None or self._last[0] != currency:
            self._last = currency, self.order.cents * self.rates(currency)
        return self._last[1]
