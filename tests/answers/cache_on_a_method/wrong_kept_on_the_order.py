"""The totals live as long as the order, which any number of invoices may share.

Says: both invoices have the same one
"""


class Invoice:
    def __init__(self, order, rates):
        self.order = order
        self.rates = rates
        self._totals = vars(order).setdefault("totals", {})

    def __eq__(self, other):
        return isinstance(other, Invoice) and self.order.number == other.order.number

    def __hash__(self):
        return hash(self.order.number)

    def total(self, currency):
        if currency not in self._totals:
            self._totals[currency] = self.order.cents * self.rates(currency)
        return self._totals[currency]
